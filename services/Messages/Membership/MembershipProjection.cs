using Npgsql;
using NpgsqlTypes;

namespace Chat.Messages.Membership;

/// <summary>
/// The members of each session as Messages knows them, kept by version: late, repeated and reordered news change nothing. Three
/// ways lead here: the call by which Sessions tells before it acknowledges, its events, and the answer to a question of ours.
/// </summary>
sealed class MembershipProjection(NpgsqlDataSource database)
{
    static readonly string ApplyMembership = EmbeddedSql.Read("ApplyMembership.sql");

    public async Task ApplyAsync(MembershipUpdate update, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO session_heads (session_id, seq, rev, fence, active_version, is_active, deleted)
            VALUES ($1, 0, 0, 0, 0, true, false) ON CONFLICT DO NOTHING
            """)
        { Parameters = { new() { Value = update.SessionId } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT FROM session_heads WHERE session_id = $1 FOR NO KEY UPDATE")
        { Parameters = { new() { Value = update.SessionId } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ApplyMembership)
        {
            Parameters =
            {
                new() { Value = update.SessionId },
                new() { Value = update.Version },
                new() { Value = (object?)update.IsActive ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean },
                new() { Value = update.Deleted },
                new() { Value = update.Members.Select(member => member.UserId).Concat(update.Removed).ToArray() },
                new() { Value = update.Members.Select(member => member.Role).Concat(update.Removed.Select(_ => "")).ToArray() },
                new() { Value = update.Members.Select(_ => false).Concat(update.Removed.Select(_ => true)).ToArray() },
                new() { Value = update.IsEncrypted },
            },
        });
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
