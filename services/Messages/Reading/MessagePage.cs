using Chat.Contracts.Messages;
using Chat.Messages.Data;

namespace Chat.Messages.Reading;

/// <summary>A page of a session's messages by one of its cursors; without any, the newest.</summary>
sealed record MessagePage(long SessionId, long? BeforeSeq, long? AfterSeq, long? SinceRev, int Limit, DateTimeOffset? At = null)
{
    public const int DefaultLimit = 50;

    /// <summary>Whether it is what a client asks for that opens a session.</summary>
    public bool IsNewest => BeforeSeq is null && AfterSeq is null && SinceRev is null && At is null && Limit == DefaultLimit;

    /// <summary>Whether the query runs from new to old; pages are always shown from old to new.</summary>
    public bool IsBackwards => AfterSeq is null && SinceRev is null;

    public IQueryable<Message> Of(IQueryable<Message> visible)
    {
        var messages = visible.Where(message => message.SessionId == SessionId);
        if (SinceRev is { } rev) return messages.Where(message => message.Rev > rev).OrderBy(message => message.Rev);
        if (AfterSeq is { } after) return messages.Where(message => message.Seq > after).OrderBy(message => message.Seq);
        if (BeforeSeq is { } before) messages = messages.Where(message => message.Seq < before);
        return messages.OrderByDescending(message => message.Seq);
    }

    /// <summary>Where the page after this one is.</summary>
    public string Next(IReadOnlyList<MessageState> shown)
    {
        var cursor = SinceRev is not null ? $"since_rev={shown[^1].Rev}"
            : AfterSeq is not null ? $"after_seq={shown[^1].Seq}"
            : $"before_seq={shown[0].Seq}";
        return $"/api/messages/?session_id={SessionId}&{cursor}&limit={Limit}";
    }
}
