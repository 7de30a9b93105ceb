using Chat.Contracts.Messages.V1;
using Chat.Messages.Data;
using Chat.Messages.Posting;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Authentication;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.PersonalData;

/// <summary>The messages of a user, for the copy of their data that they may have.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class PersonalMessagesService(MessagesDbContext db) : PersonalMessages.PersonalMessagesBase
{
    const int PageSize = 500;

    public override async Task List(
        ListPersonalMessagesRequest request, IServerStreamWriter<PersonalMessage> responseStream, ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var sessionIds = await db.SessionMembers
            .Where(member => member.UserId == request.UserId)
            .Select(member => member.SessionId)
            .Order()
            .ToListAsync(cancel);
        foreach (var sessionId in sessionIds)
        {
            // In pages, not in one query: a slow reader holds no connection of the database.
            for (long last = 0; ;)
            {
                var page = await PageAsync(sessionId, request.UserId, last, cancel);
                foreach (var message in page) await responseStream.WriteAsync(ToProto(message), cancel);
                if (page.Count < PageSize) break;
                last = page[^1].Seq;
            }
        }
    }

    Task<List<Data.Message>> PageAsync(long sessionId, long userId, long after, CancellationToken cancel) =>
        db.Messages.AsNoTracking()
            .Where(message => message.SessionId == sessionId && message.SenderId == userId && message.Seq > after && message.DeletedAt == null)
            .OrderBy(message => message.Seq)
            .Take(PageSize)
            .ToListAsync(cancel);

    static PersonalMessage ToProto(Data.Message message)
    {
        var proto = new PersonalMessage
        {
            SessionId = message.SessionId,
            Seq = message.Seq,
            Id = message.Id,
            Content = message.Content,
            TimestampUs = UnixMicroseconds.Of(message.CreatedAt),
        };
        if (message.ReplyTo is { } replyTo) proto.ReplyTo = replyTo;
        if (message.EditedAt is { } editedAt) proto.EditedAtUs = UnixMicroseconds.Of(editedAt);
        foreach (var file in message.Attachments ?? []) proto.Attachments.Add(file.ToProto());
        return proto;
    }
}
