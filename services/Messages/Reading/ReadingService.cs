using Chat.Contracts.Messages.V1;
using Chat.Messages.Data;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Authentication;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Reading;

/// <summary>Reads for Realtime: where sessions stand, and what it or a client missed of them.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class ReadingService(MessagesDbContext db, ChangeReader changes, MessageStates states, ReadState read) : Contracts.Messages.V1.Reading.ReadingBase
{
    const int MaxChanges = 500;

    /// <summary>Whoever missed more of one session than this pages over REST.</summary>
    const int MaxResumedOfSession = 200;

    public override async Task<GetHeadsReply> GetHeads(GetHeadsRequest request, ServerCallContext context)
    {
        var known = await HeadsAsync(request.SessionIds, context.CancellationToken);
        var reply = new GetHeadsReply();
        foreach (var id in request.SessionIds)
        {
            var head = known.GetValueOrDefault(id);
            reply.Heads.Add(new Head { SessionId = id, Seq = head?.Seq ?? 0, Rev = head?.Rev ?? 0 });
        }
        return reply;
    }

    public override async Task<GetChangesReply> GetChanges(GetChangesRequest request, ServerCallContext context)
    {
        var limit = Math.Clamp(request.Limit, 1, MaxChanges);
        // The head first: what is committed after it is left to the next question.
        var head = (await HeadsAsync([request.SessionId], context.CancellationToken)).GetValueOrDefault(request.SessionId);
        if (head is null) return new GetChangesReply { Rev = request.SinceRev };

        var (messages, rev) = await changes.ReadSomeAsync(request.SessionId, request.SinceRev, head.Rev, limit, context.CancellationToken);
        var reply = new GetChangesReply { More = rev < head.Rev, Rev = rev, Fence = head.Fence };
        reply.Messages.AddRange(messages.Select(message => message.ToProto()));
        return reply;
    }

    public override async Task<GetMessageReply> GetMessage(GetMessageRequest request, ServerCallContext context)
    {
        var found = await states.ReadAsync(
            db.Messages.Where(message => message.SessionId == request.SessionId && message.Seq == request.Seq), context.CancellationToken);
        return new GetMessageReply { Message = found is [var message] ? message.ToProto() : null };
    }

    public override async Task<ResumeReply> Resume(ResumeRequest request, ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var ids = request.Positions.Select(position => position.SessionId).ToArray();
        var known = (await read.StandingsAsync(request.UserId, ids, cancel)).ToDictionary(standing => standing.SessionId);
        // A membership that is too young to be known here: the user's own numbers are not, either.
        var young = ids.Where(id => !known.ContainsKey(id)).ToArray();
        if (young.Length > 0)
        {
            foreach (var head in (await HeadsAsync(young, cancel)).Values)
                known[head.SessionId] = new ReadMarkers.Standing(head.SessionId, head.Seq, head.Rev, head.Fence, ReadSeq: 0, Unread: 0, Mentions: 0);
        }

        var reply = new ResumeReply();
        var budget = MaxChanges;
        foreach (var position in request.Positions)
        {
            var own = known.GetValueOrDefault(position.SessionId) ?? new ReadMarkers.Standing(position.SessionId, 0, 0, 0, 0, 0, 0);
            var standing = new Contracts.Messages.V1.Standing
            {
                SessionId = position.SessionId,
                Seq = own.Seq,
                Rev = own.Rev,
                Fence = own.Fence,
                ReadSeq = own.ReadSeq,
                Unread = own.Unread,
                Mentions = own.Mentions,
            };
            reply.Standings.Add(standing);
            standing.ChangesRev = position.HasRev ? position.Rev : standing.Rev;
            if (standing.ChangesRev < standing.Rev && budget > 0)
            {
                var (messages, rev) = await changes.ReadSomeAsync(
                    position.SessionId, standing.ChangesRev, standing.Rev, Math.Min(MaxResumedOfSession, budget), cancel);
                standing.Changes.AddRange(messages.Select(message => message.ToProto()));
                standing.ChangesRev = rev;
                budget -= messages.Count;
            }
            standing.More = standing.ChangesRev < standing.Rev;
        }
        return reply;
    }

    Task<Dictionary<long, SessionHead>> HeadsAsync(IEnumerable<long> sessionIds, CancellationToken cancel)
    {
        var ids = sessionIds.ToArray();
        return db.SessionHeads.AsNoTracking().Where(head => ids.Contains(head.SessionId)).ToDictionaryAsync(head => head.SessionId, cancel);
    }
}
