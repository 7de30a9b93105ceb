using Chat.Contracts.Messages;
using Chat.Realtime.Delivery;

namespace Chat.Realtime.Tests;

/// <summary>Changes of a session, one message for each revision.</summary>
static class Frames
{
    public const long SessionId = 7;

    public static ChangeFrame Frame(long prevRev, long rev, long fence = 0) =>
        ChangeFrame.Of(new ChangesDto(SessionId, prevRev, rev, [.. Enumerable.Range(1, (int)(rev - prevRev)).Select(i => Message(prevRev + i))]), fence);

    static MessageState Message(long rev) =>
        new(rev, SessionId, rev, rev, Guid.Empty, new MessageSender(1, "u", "U"), "text with ] and \"quotes\"", DateTime.UnixEpoch) { PostedRev = rev };
}
