using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Chat.Messages.Membership;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Reading;

/// <summary>Reads pages of messages for users.</summary>
sealed class PageReader(MessagesDbContext db, MessageStates states, ReadState read, MembershipQuestion question)
{
    static readonly string FirstSince = EmbeddedSql.Read("FirstSince.sql");

    /// <summary>The page, from old to new, and the address of the next one if there is one.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/> also when the user is not in it; <see cref="ErrorCode.UnknownRev"/>.</exception>
    public async Task<(List<MessageState> Messages, string? Next)> ReadAsync(MessagePage page, long userId, CancellationToken cancel)
    {
        if (page.At is { } at) page = page with { At = null, AfterSeq = await FirstSinceAsync(page.SessionId, at, cancel) - 1 };

        // One more than asked tells whether there is a next page. Nothing may mean that this user may not see anything, or that
        // the membership is too young to be known here.
        var query = page.Of(db.AccessMessages(userId)).Take(page.Limit + 1);
        var messages = await states.ReadAsync(query, cancel);
        if (messages.Count == 0)
        {
            await question.EnsureMemberAsync(page.SessionId, userId, cancel);
            messages = await states.ReadAsync(query, cancel);
        }
        if (page.SinceRev is { } held) await RefuseUnknownRevAsync(page.SessionId, held, messages, cancel);

        var more = messages.Count > page.Limit;
        if (more) messages.RemoveAt(page.Limit);
        if (page.IsBackwards) messages.Reverse();
        return (messages, more ? page.Next(messages) : null);
    }

    /// <summary>The messages, all of one session, as they are answered.</summary>
    public async Task<IEnumerable<MessageDto>> ShowAsync(IReadOnlyList<MessageState> messages, CancellationToken cancel)
    {
        var level = messages.Count == 0 ? default : await read.OfAsync(messages[0].SessionId, cancel);
        return messages.Select(message => MessageDto.Of(message, level));
    }

    /// <summary>Says nothing of messages that the user may not see: the page that begins there does not show them.</summary>
    Task<long> FirstSinceAsync(long sessionId, DateTimeOffset at, CancellationToken cancel) =>
        db.Database.SqlQueryRaw<long>(FirstSince, sessionId, at.UtcDateTime).SingleAsync(cancel);

    /// <summary>Nothing new is good news, unless the client holds a revision that the session never had.</summary>
    async Task RefuseUnknownRevAsync(long sessionId, long held, List<MessageState> since, CancellationToken cancel)
    {
        var later = since is [.., var last]
            ? last.Rev
            : await db.SessionHeads.Where(head => head.SessionId == sessionId).Select(head => head.Rev).SingleOrDefaultAsync(cancel);
        if (!Revision.IsKnown(held, later)) throw new ChatException(ErrorCode.UnknownRev);
    }
}
