using Chat.Contracts.Messages;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Resuming;

/// <summary>
/// Takes a connection into all sessions of its user and brings its client up to date. Subscribe first, then fetch: what is
/// committed after the reading arrives live, and what arrives before the answer the client keeps until it has the answer.
/// </summary>
sealed class Resumption(SessionRegistry registry, Membership.MembershipClient sessions, Reading.ReadingClient messages)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public async Task<ResumeReply> ResumeAsync(Subscriber subscriber, ResumeRequest request, CancellationToken cancel)
    {
        var userId = subscriber.Caller.UserId;
        var mine = await sessions.ListForUserAsync(new ListForUserRequest { UserId = userId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        var versions = mine.Sessions.ToDictionary(session => session.SessionId, session => session.Version);
        var refused = request.Held.Keys.Where(id => !versions.ContainsKey(id))
            .Select(id => new ResumeReply.Refusal(id, ErrorCode.SessionNotFound.Code)).ToList();
        if (versions.Count == 0) return new ResumeReply(userId, [], [], refused);

        return await registry.JoinAsync(subscriber, [.. versions.Select(pair => (pair.Key, pair.Value))], async joined =>
        {
            var reply = await ReadAsync(userId, joined.Keys, request, cancel);
            var changes = new List<ResumeReply.Missed>();
            foreach (var standing in reply.Standings)
            {
                joined[standing.SessionId].StartAt(standing.Rev);
                if (!request.Held.TryGetValue(standing.SessionId, out var held)) continue;
                if (!Revision.IsKnown(held, standing.Rev)) refused.Add(new ResumeReply.Refusal(standing.SessionId, ErrorCode.UnknownRev.Code));
                else if (held < standing.Rev) changes.Add(Missed(standing, held, versions[standing.SessionId]));
            }
            return new ResumeReply(userId, [.. reply.Standings.Select(Session)], changes, refused);
        });
    }

    async Task<Contracts.Messages.V1.ResumeReply> ReadAsync(long userId, IEnumerable<long> joined, ResumeRequest request, CancellationToken cancel)
    {
        var reading = new Contracts.Messages.V1.ResumeRequest { UserId = userId };
        foreach (var id in joined)
        {
            var position = new Position { SessionId = id };
            if (request.Held.TryGetValue(id, out var rev)) position.Rev = rev;
            reading.Positions.Add(position);
        }
        return await messages.ResumeAsync(reading, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
    }

    /// <summary>Somebody was removed since the membership was confirmed: it may have been this user, so REST must decide.</summary>
    static ResumeReply.Missed Missed(Standing standing, long held, long confirmedAt) => standing.Fence > confirmedAt
        ? new(standing.SessionId, held, held, [], More: true)
        : new(standing.SessionId, held, standing.ChangesRev, standing.Changes.ToStates(standing.SessionId), standing.More);

    static ResumeReply.Session Session(Standing standing) =>
        new(standing.SessionId, standing.Seq, standing.Rev, standing.ReadSeq, standing.Unread, standing.Mentions);
}
