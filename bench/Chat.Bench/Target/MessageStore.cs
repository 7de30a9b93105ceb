using Npgsql;

namespace Chat.Bench.Target;

/// <summary>Looks into the database that Messages writes to, past the system: what is stored is counted there and nowhere else.</summary>
sealed class MessageStore : IAsyncDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    readonly NpgsqlDataSource _database;

    MessageStore(NpgsqlDataSource database) => _database = database;

    /// <summary>Takes the connection string that Messages was started with.</summary>
    public static MessageStore Of(ServerProcesses servers)
    {
        var text = Proc.Variable(servers.Find("Chat.Messages"), "ConnectionStrings__messagesdb")
            ?? throw new BenchException("The environment of Chat.Messages cannot be read: run the benchmark as the user who runs the system.");
        var connection = new NpgsqlConnectionStringBuilder(text) { ApplicationName = "bench", MaxPoolSize = 1, CommandTimeout = (int)Limit.TotalSeconds };
        return new MessageStore(NpgsqlDataSource.Create(connection));
    }

    /// <summary>How many stored messages hold the text.</summary>
    public async Task<long> CountAsync(string text, CancellationToken cancel)
    {
        await using var command = _database.CreateCommand("SELECT count(*) FROM messages WHERE content LIKE '%' || $1 || '%'");
        command.Parameters.AddWithValue(text);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Runs a statement that fills the database.</summary>
    public async Task<int> ExecuteAsync(string statement, CancellationToken cancel, params object[] values)
    {
        await using var command = _database.CreateCommand(statement);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A number that the database knows.</summary>
    public async Task<long> NumberAsync(string query, CancellationToken cancel)
    {
        await using var command = _database.CreateCommand(query);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a query and says how.</summary>
    /// <param name="query">The query.</param>
    /// <param name="settings">What its connection has set, as in <c>jit=off, work_mem=16MB</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<List<string>> ExplainAsync(string query, string settings, CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        foreach (var setting in settings.Split(", "))
        {
            await using var set = new NpgsqlCommand($"SET {setting.Replace("=", " = '", StringComparison.Ordinal)}'", connection);
            await set.ExecuteNonQueryAsync(cancel);
        }
        await using var command = new NpgsqlCommand($"EXPLAIN (ANALYZE, COSTS OFF) {query}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var plan = new List<string>();
        while (await reader.ReadAsync(cancel)) plan.Add(reader.GetString(0));
        return plan;
    }

    public async Task<string> ServerVersionAsync(CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        return connection.PostgreSqlVersion.ToString();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
