using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attachments;

/// <summary>Takes files from messages that go. Nobody reads them from then on; <see cref="FileSweeper"/> deletes those that no other message has.</summary>
static class FileRelease
{
    /// <summary>Of all messages of the session <c>$1</c>.</summary>
    public const string OfSession =
        """
        WITH released AS (DELETE FROM message_files WHERE session_id = $1 RETURNING file_id)
        UPDATE files SET expires_at = to_timestamp(0) WHERE id IN (SELECT file_id FROM released)
        """;

    /// <summary>Of one message, in the transaction that deletes it.</summary>
    public static Task OfMessageAsync(MessagesDbContext db, long sessionId, long seq, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH released AS (DELETE FROM message_files WHERE session_id = {sessionId} AND seq = {seq} RETURNING file_id)
            UPDATE files SET expires_at = to_timestamp(0) WHERE id IN (SELECT file_id FROM released)
            """, cancel);

    /// <summary>Of one file of a message, in the transaction that takes it away.</summary>
    public static Task OfFileAsync(MessagesDbContext db, long sessionId, long seq, Guid file, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH released AS (DELETE FROM message_files WHERE session_id = {sessionId} AND seq = {seq} AND file_id = {file} RETURNING file_id)
            UPDATE files SET expires_at = to_timestamp(0) WHERE id IN (SELECT file_id FROM released)
            """, cancel);
}
