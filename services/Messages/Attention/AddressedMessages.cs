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
/// Finds out for whom messages are meant, behind the posts: <see cref="MessageAddressed"/> tells it now, and a row each of <c>attention</c> remembers it until
/// they have read it. Most messages are nobody's in particular; nobody is asked about these.
/// </summary>
/// <remarks>
/// Invariant: the mark of a session stands at N if, and only if, whoever the messages up to N are meant for has been written down. The mark, the
/// rows and the events change in one transaction, under the mark's lock. Instances skip each other's sessions.
/// </remarks>
sealed class AddressedMessages(
    MessagesDbContext db, UserDirectory.UserDirectoryClient users, Contracts.Sessions.V1.Membership.MembershipClient sessions,
    IOptions<NotificationOptions> options,
    TimeProvider time)
{
    /// <summary>Messages of one session looked at in one transaction.</summary>
    const int MessagesAtOnce = 500;

    /// <summary>Names and ids in one question.</summary>
    const int UsersAtOnce = 500;
    const int QuestionsAtOnce = 8;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>What is older calls nobody any more, as after a long outage.</summary>
    static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Brings the marks of these sessions nearer to their heads.</summary>
    /// <param name="sessionIds">The sessions.</param>
    /// <param name="cancel">Gives up, with nothing changed.</param>
    /// <returns>Those that are not there yet: others are at them, or they have more messages.</returns>
    /// <exception cref="Grpc.Core.RpcException">Accounts or Sessions does not answer; nothing has changed.</exception>
    public Task<List<long>> AdvanceAsync(long[] sessionIds, CancellationToken cancel) => db.InTransactionAsync(async () =>
    {
        // Nobody is told of the commit, and what a crash of the database takes is found again.
        await db.Database.ExecuteSqlAsync($"SET LOCAL synchronous_commit = off", cancel);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO attention_marks (session_id, seq)
            SELECT session_id, 0 FROM session_heads WHERE session_id = ANY ({sessionIds}) AND NOT deleted ORDER BY session_id
            ON CONFLICT DO NOTHING
            """, cancel);
        var held = await LockAsync(sessionIds, cancel);
        var others = await BehindAsync(sessionIds.Except(held.Select(one => one.SessionId)).ToArray(), cancel);
        if (held.Count == 0) return others;

        var messages = await ReadAsync(held, cancel);
        if (messages.Count > 0) await WriteAsync(held, messages, cancel);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE attention_marks s SET seq = w.seq
            FROM unnest({held.ConvertAll(one => one.SessionId).ToArray()}, {held.ConvertAll(one => one.UpTo).ToArray()}) AS w(session_id, seq)
            WHERE s.session_id = w.session_id
            """, cancel);
        await db.SaveChangesAsync(cancel);
        return [.. others, .. held.Where(one => one.UpTo < one.Head).Select(one => one.SessionId)];
    }, cancel);

    /// <summary>In id order, like everybody who locks several. A session of two without an owner may be a direct one; Sessions knows.</summary>
    Task<List<HeldSession>> LockAsync(long[] sessionIds, CancellationToken cancel) => db.Database.SqlQuery<HeldSession>(
        $"""
        SELECT s.session_id AS "SessionId", s.seq AS "Mark", least(h.seq, s.seq + {MessagesAtOnce}) AS "UpTo", h.seq AS "Head",
            coalesce((
                SELECT CASE WHEN count(*) <= 2 AND bool_and(role <> 'owner') THEN array_agg(user_id) END
                FROM (SELECT user_id, role FROM session_members m WHERE m.session_id = s.session_id AND NOT m.removed LIMIT 3) few), array[]::bigint[]) AS "Pair"
        FROM attention_marks s JOIN session_heads h USING (session_id)
        WHERE s.session_id = ANY ({sessionIds}) AND NOT h.deleted AND h.seq > s.seq
        ORDER BY s.session_id
        FOR NO KEY UPDATE OF s SKIP LOCKED
        """).ToListAsync(cancel);

    Task<List<long>> BehindAsync(long[] sessionIds, CancellationToken cancel) => db.Database.SqlQuery<long>(
        $"""
        SELECT s.session_id AS "Value" FROM attention_marks s JOIN session_heads h USING (session_id)
        WHERE s.session_id = ANY ({sessionIds}) AND NOT h.deleted AND h.seq > s.seq
        """).ToListAsync(cancel);

    /// <summary>Only what can be meant for somebody. The limit says nothing; it keeps the key's order, and so its index.</summary>
    Task<List<Candidate>> ReadAsync(List<HeldSession> held, CancellationToken cancel)
    {
        var (ids, marks, upTo) = (
            held.ConvertAll(one => one.SessionId).ToArray(), held.ConvertAll(one => one.Mark).ToArray(), held.ConvertAll(one => one.UpTo).ToArray());
        var pairs = held.ConvertAll(one => one.Pair.Length > 0).ToArray();
        var since = time.GetUtcNow().UtcDateTime - Recent;
        return db.Database.SqlQuery<Candidate>(
            $"""
            SELECT w.session_id AS "SessionId", m.seq AS "Seq", m.id AS "Id", m.sender_id AS "SenderId", m.content AS "Content", m.created_at AS "CreatedAt",
                (SELECT answered.sender_id FROM messages answered WHERE answered.session_id = w.session_id AND answered.seq = m.reply_to) AS "AnsweredId",
                (SELECT string_agg(file ->> 'name', E'\n') FROM jsonb_path_query(m.attachments, '$[*]') AS file) AS "FileNames"
            FROM unnest({ids}, {marks}, {upTo}, {pairs}) AS w(session_id, after, upto, is_pair)
            CROSS JOIN LATERAL (
                SELECT * FROM messages
                WHERE session_id = w.session_id AND seq > w.after AND seq <= w.upto AND deleted_at IS NULL AND created_at > {since}
                    AND (w.is_pair OR reply_to IS NOT NULL OR position('@' IN content) > 0)
                ORDER BY seq LIMIT {MessagesAtOnce}) m
            """).ToListAsync(cancel);
    }

    async Task WriteAsync(List<HeldSession> held, List<Candidate> messages, CancellationToken cancel)
    {
        var pairs = held.ToDictionary(one => one.SessionId, one => one.Pair);
        var names = messages.ToDictionary(message => message, message => MentionedNames.In(message.Content));
        var known = await ResolveAsync(
            [.. names.Values.SelectMany(some => some).Distinct(StringComparer.OrdinalIgnoreCase)],
            [
                .. messages.SelectMany(message => pairs[message.SessionId].Append(message.SenderId).Append(message.AnsweredId ?? message.SenderId))
                    .Distinct(),
            ], cancel);

        // Who is meant as far as is known here: whether the session is a direct one, who is in it, and who wants to hear of it, Sessions tells.
        var meant = messages.ToDictionary(message => message, message => known.Named(names[message])
            .Concat(pairs[message.SessionId]).Append(message.AnsweredId ?? message.SenderId)
            .Where(id => id != message.SenderId && known.IsActive(id)).ToHashSet());
        var asked = await AskAsync(meant, cancel);
        var read = await ReadSeqsAsync(meant, cancel);

        var items = new List<AttentionItem>();
        foreach (var message in messages)
        {
            if (!asked.TryGetValue(message.SessionId, out var session) || !session.Exists) continue;
            var reached = session.Members.Where(member => !member.IsMuted).Select(member => member.UserId).ToHashSet();
            var isNamed = known.Named(names[message]).ToHashSet();
            long[] userIds =
            [
                .. meant[message].Where(id => reached.Contains(id) && (session.IsDirect || id == message.AnsweredId || isNamed.Contains(id))
                    && read.TryGetValue((message.SessionId, id), out var seq) && seq < message.Seq).Order(),
            ];
            if (userIds.Length == 0) continue;
            db.Publish(new MessageAddressed(
                message.SessionId, session.Name, session.IsDirect, message.Id, message.Seq, known.SenderOf(message.SenderId),
                Excerpt.Of(message.Content, message.FileNames),
                message.CreatedAt, userIds, SealedText.Is(message.Content)));
            items.AddRange(userIds.Select(id => new AttentionItem
            {
                SessionId = message.SessionId,
                UserId = id,
                Seq = message.Seq,
                DueAt = message.CreatedAt + options.Value.MailAfter,
            }));
        }
        if (items.Count > 0) db.AddRange(items);
    }

    async Task<KnownUsers> ResolveAsync(string[] names, long[] ids, CancellationToken cancel)
    {
        var known = new KnownUsers();
        foreach (var some in names.Chunk(UsersAtOnce)) await AskAsync(new ResolveRequest { Usernames = { some } });
        foreach (var some in ids.Chunk(UsersAtOnce)) await AskAsync(new ResolveRequest { Ids = { some } });
        return known;

        async Task AskAsync(ResolveRequest request) =>
            known.Add((await users.ResolveAsync(request, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel)).Users);
    }

    /// <summary>What Sessions says of the sessions in which anybody is meant, and of these users in them.</summary>
    async Task<Dictionary<long, MembershipSnapshot>> AskAsync(Dictionary<Candidate, HashSet<long>> meant, CancellationToken cancel)
    {
        var found = new Dictionary<long, MembershipSnapshot>();
        var questions = meant.GroupBy(one => one.Key.SessionId, one => one.Value)
            .Select(one => (SessionId: one.Key, UserIds: one.SelectMany(ids => ids).Distinct().ToArray())).Where(one => one.UserIds.Length > 0);
        foreach (var some in questions.Chunk(QuestionsAtOnce))
        {
            var answers = await Task.WhenAll(some.Select(one => sessions.GetAsync(
                new GetMembershipRequest { SessionId = one.SessionId, UserIds = { one.UserIds } }, deadline: DateTime.UtcNow + Deadline,
                cancellationToken: cancel).ResponseAsync));
            foreach (var answer in answers) found[answer.SessionId] = answer;
        }
        return found;
    }

    /// <summary>How far these users have read; who is no participant is not in it.</summary>
    async Task<Dictionary<(long SessionId, long UserId), long>> ReadSeqsAsync(Dictionary<Candidate, HashSet<long>> meant, CancellationToken cancel)
    {
        var both = meant.SelectMany(one => one.Value.Select(id => (one.Key.SessionId, UserId: id))).Distinct().ToList();
        var markers = await db.Database.SqlQuery<Marker>(
            $"""
            SELECT m.session_id AS "SessionId", m.user_id AS "UserId", m.read_seq AS "ReadSeq"
            FROM unnest({both.ConvertAll(one => one.SessionId).ToArray()}, {both.ConvertAll(one => one.UserId).ToArray()}) AS w(session_id, user_id)
            JOIN session_members m USING (session_id, user_id)
            WHERE NOT m.removed
            """).ToListAsync(cancel);
        return markers.ToDictionary(marker => (marker.SessionId, marker.UserId), marker => marker.ReadSeq);
    }

    /// <summary>A session whose mark is held. <paramref name="Pair"/>: its two participants, or the one who is left, if it may be a direct one.</summary>
    internal sealed record HeldSession(long SessionId, long Mark, long UpTo, long Head, long[] Pair);

    internal sealed record Candidate(long SessionId, long Seq, long Id, long SenderId, string Content, DateTime CreatedAt, long? AnsweredId, string? FileNames);

    internal sealed record Marker(long SessionId, long UserId, long ReadSeq);
}
