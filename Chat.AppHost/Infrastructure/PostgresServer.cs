using Npgsql;

namespace Chat.AppHost.Infrastructure;

/// <summary>A PostgreSQL server on which each service gets a database of its own.</summary>
internal sealed class PostgresServer
{
    private const string Superuser = "postgres";

    // CREATE DATABASE copies a template, which fails while another copy of it is being made.
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    private readonly IDistributedApplicationBuilder _builder;
    private readonly LocalInfrastructure _infrastructure;
    private readonly IResourceBuilder<IServerResource>? _server;
    private EndpointReference? _endpoint;

    internal PostgresServer(IDistributedApplicationBuilder builder, string name)
    {
        (_builder, _infrastructure) = (builder, LocalInfrastructure.Of(builder));
        if (_infrastructure.Mode is InfrastructureMode.External)
            return;
        var password = _infrastructure.Secret($"{name}-password");
        var environment = new Dictionary<string, ReferenceExpression> { ["POSTGRES_PASSWORD"] = ReferenceExpression.Create($"{password}") };
        _server = builder.AddServer(name, new ServerDefinition
        {
            Script = "postgres.sh",
            NativeEnvironment = environment,
            Image = "postgres",
            Tag = "17.5",
            ContainerPort = 5432,
            ContainerFolder = "/var/lib/postgresql/data",
            ContainerArguments = ["-c", "max_connections=200", "-c", "shared_buffers=160MB"],
            ContainerEnvironment = environment,
            ConnectionString = endpoint => ConnectionString(_endpoint = endpoint, "postgres", Superuser, password),
            Ask = SelectAsync,
        });
    }

    /// <summary>Adds a database that only its role, and the server's superuser, can open. Both are made when the server first answers.</summary>
    internal IResourceBuilder<IResourceWithConnectionString> AddServiceDatabase(string name, string role)
    {
        if (_server is null)
            return _builder.AddResource(new ExternalServerResource(name, _infrastructure.ExternalConnectionString(name))).AsRunning()
                .WithAnswerCheck(SelectAsync);

        var password = _infrastructure.Secret($"{role}-password");
        var database = new ServiceDatabaseResource(name, _server.Resource, ConnectionString(_endpoint!, name, role, password));
        return _builder.AddResource(database)
            .OnInitializeResource(async (resource, initialize, cancellationToken) =>
            {
                await initialize.Notifications.WaitForResourceHealthyAsync(resource.Parent.Name, cancellationToken);
                await CreateAsync(name, role, await PasswordIn(resource, cancellationToken), cancellationToken);
                await initialize.Notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.Running });
            })
            .WithAnswerCheck(SelectAsync);
    }

    // Four service processes use PostgreSQL; their pools together stay below max_connections.
    private static ReferenceExpression ConnectionString(
        EndpointReference endpoint, string database, string user, IResourceBuilder<ParameterResource> password) =>
        ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.IPV4Host)};Port={endpoint.Property(EndpointProperty.Port)};Database={database};Username={user};Password={password};Maximum Pool Size=10");

    private static async Task<string> PasswordIn(ServiceDatabaseResource resource, CancellationToken cancellationToken) =>
        new NpgsqlConnectionStringBuilder(await resource.ConnectionStringExpression.GetValueAsync(cancellationToken)).Password!;

    private static async Task SelectAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Timeout=3");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task CreateAsync(string database, string role, string password, CancellationToken cancellationToken)
    {
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            var superuser = await _server!.Resource.GetConnectionStringAsync(cancellationToken);
            await using var connection = new NpgsqlConnection(superuser + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            // DDL takes no parameters: names are constants of the AppHost, the password has no quote in its alphabet.
            if (!await ExistsAsync("SELECT 1 FROM pg_roles WHERE rolname = $1", role))
                await ExecuteAsync($"CREATE ROLE \"{role}\"");
            await ExecuteAsync($"ALTER ROLE \"{role}\" LOGIN PASSWORD '{password}'");
            if (!await ExistsAsync("SELECT 1 FROM pg_database WHERE datname = $1", database))
                await ExecuteAsync($"CREATE DATABASE \"{database}\" OWNER \"{role}\"");
            await ExecuteAsync($"REVOKE ALL ON DATABASE \"{database}\", postgres, template1 FROM PUBLIC");

            async Task<bool> ExistsAsync(string query, string name)
            {
                await using var command = new NpgsqlCommand(query, connection) { Parameters = { new() { Value = name } } };
                return await command.ExecuteScalarAsync(cancellationToken) is not null;
            }

            async Task ExecuteAsync(string statement)
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
