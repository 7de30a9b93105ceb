using Chat.Messages.Attachments;
using Npgsql;

namespace Chat.Messages.Membership;

/// <summary>Deletes everything that belongs to a deleted session but the tombstone in its head. Safe to repeat.</summary>
sealed class SessionEraser(NpgsqlDataSource database)
{
    const int RowsAtOnce = 5000;

    public async Task EraseAsync(long sessionId, CancellationToken cancel)
    {
        await using (var files = database.CreateCommand(FileRelease.OfSession))
        {
            files.Parameters.AddWithValue(sessionId);
            await files.ExecuteNonQueryAsync(cancel);
        }

        // Some at a time: a big session must not hold locks or bloat one transaction.
        int deleted;
        do
        {
            await using var messages = database.CreateCommand(
                "DELETE FROM messages WHERE session_id = $1 AND seq IN (SELECT seq FROM messages WHERE session_id = $1 ORDER BY seq LIMIT $2)");
            messages.Parameters.AddWithValue(sessionId);
            messages.Parameters.AddWithValue(RowsAtOnce);
            deleted = await messages.ExecuteNonQueryAsync(cancel);
        }
        while (deleted == RowsAtOnce);

        // The marks first: whoever writes texts, or whom they call, holds them.
        await using var search = database.CreateBatch();
        foreach (var table in new[] { "search_marks", "message_texts", "retention_rules", "link_rules", "link_jobs", "attention_marks", "attention" })
            search.BatchCommands.Add(new NpgsqlBatchCommand($"DELETE FROM {table} WHERE session_id = $1") { Parameters = { new() { Value = sessionId } } });
        await search.ExecuteNonQueryAsync(cancel);

        await using var members = database.CreateCommand("DELETE FROM session_members WHERE session_id = $1");
        members.Parameters.AddWithValue(sessionId);
        await members.ExecuteNonQueryAsync(cancel);
    }
}
