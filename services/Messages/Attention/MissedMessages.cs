using Chat.Contracts.Accounts.V1;
using Chat.Contracts.Messages;
using Chat.Contracts.Sessions.V1;
using Chat.Messages.Data;
using Chat.Messages.Posting;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attention;

/// <summary>
/// Tells users what they have missed: when a message that is meant for them has waited long enough, all that waits for them and that they have not
/// read. Whoever tells holds the user's row, so that nobody is told twice, or more often than they may be.
/// </summary>
sealed class MissedMessages(
    MessagesDbContext db, UserDirectory.UserDirectoryClient users, Contracts.Sessions.V1.Membership.MembershipClient sessions,
    IOptions<NotificationOptions> options,
    TimeProvider time)
{
    public const int UsersAtOnce = 50;
    const int RowsAtOnce = 500;
    const int QuestionsAtOnce = 8;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>Of one session; of the others only the count is told.</summary>
    const int LatestOfSession = 5;

    /// <summary>Deals with some users for whom something is due.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="Grpc.Core.RpcException">Accounts or Sessions does not answer; nothing has changed.</exception>
    public async Task<int> TellSomeAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var rows = await db.Database.SqlQuery<long>(
            $"""SELECT user_id AS "Value" FROM attention WHERE due_at <= {now} ORDER BY due_at LIMIT {RowsAtOnce}""").ToListAsync(cancel);
        long[] due = [.. rows.Distinct().Take(UsersAtOnce)];
        return due.Length == 0 ? 0 : await db.InTransactionAsync(() => TellAsync(due, now, cancel), cancel);
    }

    async Task<int> TellAsync(long[] userIds, DateTime now, CancellationToken cancel)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO attention_users (user_id, told_at) SELECT id, to_timestamp(0) FROM unnest({userIds}) AS id ORDER BY id
            ON CONFLICT DO NOTHING
            """, cancel);
        var held = await db.Set<AttentionUser>()
            .FromSql($"SELECT * FROM attention_users WHERE user_id = ANY ({userIds}) ORDER BY user_id FOR NO KEY UPDATE SKIP LOCKED")
            .AsNoTracking().ToListAsync(cancel);

        // Told not long ago: all that is due waits until they may be told again.
        var every = options.Value.MailAtMostEvery;
        foreach (var user in held.Where(user => user.ToldAt + every > now))
        {
            await db.Database.ExecuteSqlAsync(
                $"UPDATE attention SET due_at = {user.ToldAt + every} WHERE user_id = {user.UserId} AND due_at < {user.ToldAt + every}", cancel);
        }

        long[] free = [.. held.Where(user => user.ToldAt + every <= now).Select(user => user.UserId)];
        var missed = await TakeAsync(free, cancel);
        if (missed.Count > 0) await PublishAsync(missed, now, cancel);
        return held.Count;
    }

    /// <summary>Takes all that waits for these users; answers what of it is there, theirs and unread.</summary>
    Task<List<Missed>> TakeAsync(long[] userIds, CancellationToken cancel) => db.Database.SqlQuery<Missed>(
        $"""
        WITH taken AS (
            DELETE FROM attention WHERE user_id = ANY ({userIds}) RETURNING user_id, session_id, seq
        ), missed AS (
            SELECT t.user_id, t.session_id, t.seq, m.sender_id, m.content, m.attachments, m.created_at,
                count(*) OVER (PARTITION BY t.user_id, t.session_id)::int AS total,
                row_number() OVER (PARTITION BY t.user_id, t.session_id ORDER BY t.seq DESC) AS place
            FROM taken t
            JOIN session_members reader ON reader.session_id = t.session_id AND reader.user_id = t.user_id AND NOT reader.removed AND reader.read_seq < t.seq
            JOIN session_heads h ON h.session_id = t.session_id AND NOT h.deleted
            JOIN LATERAL (SELECT * FROM messages WHERE session_id = t.session_id AND seq = t.seq AND deleted_at IS NULL LIMIT 1) m ON true
        )
        SELECT user_id AS "UserId", session_id AS "SessionId", sender_id AS "SenderId", content AS "Content", created_at AS "CreatedAt", total AS "Total",
            (SELECT string_agg(file ->> 'name', E'\n') FROM jsonb_path_query(attachments, '$[*]') AS file) AS "FileNames"
        FROM missed WHERE place <= {LatestOfSession}
        ORDER BY user_id, session_id, seq
        """).ToListAsync(cancel);

    async Task PublishAsync(List<Missed> missed, DateTime now, CancellationToken cancel)
    {
        var rooms = await AskAsync(missed, cancel);
        var known = new KnownUsers();
        foreach (var some in missed.Select(one => one.SenderId).Distinct().Chunk(RowsAtOnce))
            known.Add((await users.ResolveAsync(new ResolveRequest { Ids = { some } }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel)).Users);

        var told = new List<long>();
        foreach (var user in missed.GroupBy(one => one.UserId))
        {
            MissedSession[] parts =
            [
                .. from session in user.GroupBy(one => one.SessionId)
                   let room = rooms[session.Key]
                   // Left or muted a moment ago.
                   where room.Members.Any(member => member.UserId == user.Key && !member.IsMuted)
                   orderby session.Max(one => one.CreatedAt) descending
                   select new MissedSession(session.Key, room.Name, room.IsDirect, session.First().Total, [.. session.Select(one => new MissedMessage(
                       known.SenderOf(one.SenderId), Excerpt.Of(one.Content, one.FileNames), one.CreatedAt, SealedText.Is(one.Content)))]),
            ];
            if (parts.Length == 0) continue;
            db.Publish(new MessagesMissed(Guid.CreateVersion7(), user.Key, parts));
            told.Add(user.Key);
        }
        await db.Database.ExecuteSqlAsync($"UPDATE attention_users SET told_at = {now} WHERE user_id = ANY ({told.ToArray()})", cancel);
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>What Sessions says of these sessions, and of those in them who have missed something.</summary>
    async Task<Dictionary<long, MembershipSnapshot>> AskAsync(List<Missed> missed, CancellationToken cancel)
    {
        var found = new Dictionary<long, MembershipSnapshot>();
        foreach (var some in missed.GroupBy(one => one.SessionId).Chunk(QuestionsAtOnce))
        {
            var answers = await Task.WhenAll(some.Select(session => sessions.GetAsync(
                new GetMembershipRequest { SessionId = session.Key, UserIds = { session.Select(one => one.UserId).Distinct() } },
                deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel).ResponseAsync));
            foreach (var answer in answers) found[answer.SessionId] = answer;
        }
        return found;
    }

    /// <summary>A message that somebody has missed; <paramref name="Total"/> of that session.</summary>
    internal sealed record Missed(long UserId, long SessionId, long SenderId, string Content, DateTime CreatedAt, int Total, string? FileNames);
}
