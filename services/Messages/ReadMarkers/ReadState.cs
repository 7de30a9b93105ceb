using System.Text.Json.Serialization;
using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.ReadMarkers;

/// <summary>Reads and moves read markers. Unread counts are made from the numbers whenever they are asked for; no counter can drift.</summary>
sealed class ReadState(MessagesDbContext db)
{
    /// <summary>Counting stops here: whoever comes back after a year must not make the database count a year.</summary>
    public const int MaxUnread = 1_000;

    /// <summary>How far the session's participants have read.</summary>
    public async Task<ReadLevel> OfAsync(long sessionId, CancellationToken cancel)
    {
        var last = await db.SessionMembers
            .Where(member => member.SessionId == sessionId && !member.Removed)
            .OrderBy(member => member.ReadSeq)
            .Select(member => new ReadLevel.Member(member.UserId, member.ReadSeq))
            .Take(2)
            .ToListAsync(cancel);
        return new ReadLevel(last.Count > 0 ? last[0] : null, last.Count > 1 ? last[1] : null);
    }

    /// <summary>Moves a marker forward; one that is further on already stays.</summary>
    public async Task<MarkerMove> MoveAsync(long sessionId, long userId, long seq, CancellationToken cancel)
    {
        // "before" sees the row as it was when the statement began; the lock makes that the row which is updated.
        var found = await db.Database.SqlQuery<MarkerMove>(
            $"""
            WITH before AS (
                SELECT m.read_seq, h.seq AS last_seq, h.fence FROM session_members m JOIN session_heads h USING (session_id)
                WHERE m.session_id = {sessionId} AND m.user_id = {userId} AND NOT m.removed AND NOT h.deleted
                FOR NO KEY UPDATE OF m
            ), moved AS (
                UPDATE session_members m SET read_seq = {seq}, read_at = clock_timestamp()
                FROM before
                WHERE m.session_id = {sessionId} AND m.user_id = {userId} AND m.read_seq < {seq} AND {seq} <= before.last_seq
                RETURNING m.read_seq, m.read_at
            )
            SELECT before.last_seq AS "LastSeq", coalesce(moved.read_seq, before.read_seq) AS "ReadSeq", moved.read_at AS "MovedAt", before.fence AS "Fence"
            FROM before LEFT JOIN moved ON true
            """).ToListAsync(cancel);
        return found.SingleOrDefault() ?? MarkerMove.NotMember;
    }

    /// <summary>How far each current participant of a session has read.</summary>
    public Task<List<MarkerDto>> ListAsync(long sessionId, CancellationToken cancel) =>
        db.SessionMembers
            .Where(member => member.SessionId == sessionId && !member.Removed)
            .OrderBy(member => member.UserId)
            .Select(member => new MarkerDto(member.UserId, member.ReadSeq, member.ReadAt))
            .ToListAsync(cancel);

    /// <summary>Where sessions stand for one user: all that they are in as far as is known here, or those asked for.</summary>
    /// <remarks>
    /// The order of the inner query leads along the primary key from the marker on; without it the table is read as a whole. A message mentions
    /// the user by <c>@</c> and their name, not as a part of a longer name or an address, or by being a reply to theirs.
    /// </remarks>
    public Task<List<Standing>> StandingsAsync(long userId, long[]? sessionIds, CancellationToken cancel) =>
        db.Database.SqlQuery<Standing>(
            $"""
            SELECT h.session_id AS "SessionId", h.seq AS "Seq", h.rev AS "Rev", h.fence AS "Fence", m.read_seq AS "ReadSeq",
                behind.unread AS "Unread", behind.mentions AS "Mentions"
            FROM session_members m
            JOIN session_heads h USING (session_id)
            LEFT JOIN (
                SELECT '(^|[^[:alnum:]@._-])@' || replace(username, '.', '\.') || '(?![[:alnum:]_-]|\.[[:alnum:]])' AS pattern
                FROM senders WHERE user_id = {userId}) me ON true
            CROSS JOIN LATERAL (
                SELECT count(*)::int AS unread, count(*) FILTER (
                    WHERE (position('@' IN content) > 0 AND content ~* me.pattern)
                    OR (reply_to IS NOT NULL AND EXISTS (
                        SELECT FROM messages answered
                        WHERE answered.session_id = h.session_id AND answered.seq = found.reply_to AND answered.sender_id = {userId})))::int AS mentions
                FROM (
                    SELECT content, reply_to FROM messages
                    WHERE session_id = h.session_id AND seq > m.read_seq AND sender_id <> {userId} AND deleted_at IS NULL
                    ORDER BY seq
                    LIMIT {MaxUnread}) found) behind
            WHERE m.user_id = {userId} AND NOT m.removed AND NOT h.deleted AND ({sessionIds}::bigint[] IS NULL OR h.session_id = ANY ({sessionIds}))
            ORDER BY h.session_id
            """).ToListAsync(cancel);
}

/// <summary>
/// What became of a request to move a marker; <paramref name="MovedAt"/> is null when it did not move. <paramref name="Fence"/>: the session's, at
/// that moment.
/// </summary>
sealed record MarkerMove(long LastSeq, long ReadSeq, DateTime? MovedAt, long Fence)
{
    public static readonly MarkerMove NotMember = new(-1, 0, null, 0);
}

/// <summary>How far a participant has read.</summary>
sealed record MarkerDto(long UserId, long Seq, DateTime? ReadAt);

/// <summary>Where a session stands for a user, all at one moment: its numbers, the user's read marker, and how many messages of others lie behind it,
/// and how many of these mention the user.</summary>
sealed record Standing(long SessionId, long Seq, long Rev, [property: JsonIgnore] long Fence, long ReadSeq, int Unread, int Mentions);
