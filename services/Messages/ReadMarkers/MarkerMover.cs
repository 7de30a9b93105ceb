using Chat.Contracts.Messages;
using Chat.Messages.Membership;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.ReadMarkers;

/// <summary>Moves a read marker for whoever asks, over REST or gRPC, and has it told to those who look on.</summary>
sealed class MarkerMover(ReadState read, MembershipQuestion question, MarkerNews news)
{
    /// <returns>The marker as it stands; it may have been further on already.</returns>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/>, or <see cref="ErrorCode.ValidationFailed"/> for a
    /// message that does not exist yet.</exception>
    public async Task<MarkerDto> MoveAsync(long sessionId, long userId, long seq, CancellationToken cancel)
    {
        var move = await read.MoveAsync(sessionId, userId, seq, cancel);
        if (move == MarkerMove.NotMember)
        {
            await question.EnsureMemberAsync(sessionId, userId, cancel);
            move = await read.MoveAsync(sessionId, userId, seq, cancel);
        }
        if (move == MarkerMove.NotMember) throw new ChatException(ErrorCode.SessionNotFound);
        if (seq > move.LastSeq) throw new ChatException(ErrorCode.ValidationFailed, $"The session's last message has number {move.LastSeq}.");
        if (move.MovedAt is { } at) news.Tell(new ReadMarker(sessionId, userId, move.ReadSeq, at, move.Fence));
        return new MarkerDto(userId, move.ReadSeq, move.MovedAt);
    }
}
