using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>Databases beside those of the running system, with what an earlier version had in them: no instance that runs knows of them.</summary>
static class EarlierDatabase
{
    /// <summary>A new database of that role, filled from the file that was kept of the earlier state.</summary>
    public static async Task<NpgsqlDataSource> RestoreAsync(ChatSystem chat, string name, string role)
    {
        var database = $"{name}_{Guid.NewGuid():N}"[..40];
        await using (var server = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("postgres"))!))
            await server.ExecuteAsync($"CREATE DATABASE {database} OWNER {role}");
        var own = new NpgsqlConnectionStringBuilder(await chat.App.GetConnectionStringAsync(name)) { Database = database, PersistSecurityInfo = true };
        var source = NpgsqlDataSource.Create(own);
        await source.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Migrations", $"{name}.sql")));
        return source;
    }

    /// <summary>The settings of a deployment, on this database, without the neighbours of the running system: it is none of theirs.</summary>
    public static Dictionary<string, string?> SettingsFor(string name, NpgsqlDataSource database) => new()
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Migrations__OnStart"] = null,
        [$"ConnectionStrings__{name}"] = database.ConnectionString,
        ["ConnectionStrings__rabbitmq"] = $"amqp://guest:guest@localhost:{OneMore.FreePort()}",
        ["ConnectionStrings__redis"] = $"localhost:{OneMore.FreePort()},abortConnect=false",
    };
}
