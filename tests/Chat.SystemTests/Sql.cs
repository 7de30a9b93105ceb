using Npgsql;

namespace Chat.SystemTests;

/// <summary>Statements of tests that reach past a service to its database.</summary>
static class Sql
{
    public static async Task ExecuteAsync(this NpgsqlDataSource database, string statement)
    {
        await using var command = database.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<object?> ScalarAsync(this NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        return await command.ExecuteScalarAsync();
    }
}
