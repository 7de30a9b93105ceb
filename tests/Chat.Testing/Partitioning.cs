using System.Globalization;
using Npgsql;

namespace Chat.Testing;

/// <summary>Spreads the messages of a running system over partitions, with the script that operators have for it.</summary>
public static class Partitioning
{
    /// <summary>How many, for all tests of a run; by the environment. Null: the messages stay in one table.</summary>
    public static int? OfThisRun { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("CHAT_TEST_PARTITIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var partitions) ? partitions : null;

    public static async Task SpreadAsync(string messagesdb, int partitions)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(messagesdb)
        {
            Options = string.Create(CultureInfo.InvariantCulture, $"-c chat.partitions={partitions}"),
            CommandTimeout = 120,
        });
        await using var script = database.CreateCommand(await File.ReadAllTextAsync(Repository.File("deploy/postgres/partition-messages.sql")));
        await script.ExecuteNonQueryAsync();
    }
}
