using Chat.Contracts.Messages.V1;
using Chat.Messages.Data;
using Chat.Messages.Posting;
using Chat.ServiceDefaults.Authentication;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Reading;

/// <summary>Reads for Realtime: where sessions stand, and what it missed of one.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class ReadingService(MessagesDbContext db, MessageStates states) : Contracts.Messages.V1.Reading.ReadingBase
{
    const int MaxChanges = 500;

    public override async Task<GetHeadsReply> GetHeads(GetHeadsRequest request, ServerCallContext context)
    {
        var ids = request.SessionIds.ToArray();
        var known = await db.SessionHeads.AsNoTracking()
            .Where(head => ids.Contains(head.SessionId))
            .Select(head => new { head.SessionId, head.Seq, head.Rev })
            .ToDictionaryAsync(head => head.SessionId, context.CancellationToken);

        var reply = new GetHeadsReply();
        foreach (var id in ids)
        {
            var head = known.GetValueOrDefault(id);
            reply.Heads.Add(new Head { SessionId = id, Seq = head?.Seq ?? 0, Rev = head?.Rev ?? 0 });
        }
        return reply;
    }

    public override async Task<GetChangesReply> GetChanges(GetChangesRequest request, ServerCallContext context)
    {
        var limit = Math.Clamp(request.Limit, 1, MaxChanges);
        var cancel = context.CancellationToken;

        // The head first: what is committed after it is left to the next question.
        var head = await db.SessionHeads.AsNoTracking().SingleOrDefaultAsync(row => row.SessionId == request.SessionId, cancel);
        if (head is null) return new GetChangesReply { Rev = request.SinceRev };

        var messages = await states.ReadAsync(
            db.Messages.Where(m => m.SessionId == request.SessionId && m.Rev > request.SinceRev && m.Rev <= head.Rev).OrderBy(m => m.Rev).Take(limit + 1), cancel);
        var more = messages.Count > limit;
        if (more) messages.RemoveAt(limit);

        var reply = new GetChangesReply { More = more, Rev = more ? messages[^1].Rev : head.Rev, Fence = head.Fence };
        reply.Messages.AddRange(messages.Select(message => new Contracts.Messages.V1.Message
        {
            Id = message.Id,
            Seq = message.Seq,
            Rev = message.Rev,
            ClientId = message.ClientId.ToString(),
            SenderId = message.Sender.Id,
            SenderUsername = message.Sender.Username,
            SenderDisplayName = message.Sender.DisplayName,
            Content = message.Content,
            TimestampUs = UnixMicroseconds.Of(message.Timestamp),
        }));
        return reply;
    }
}
