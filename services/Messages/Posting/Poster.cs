using Chat.Messages.Attachments;
using Chat.Messages.Membership;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Posting;

/// <summary>Posts a message for whoever asks, over REST or gRPC: writes it, and on a membership that is not known here asks Sessions once.</summary>
sealed class Poster(MessageWriter writer, MembershipQuestion question, PostedFiles files)
{
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/>, <see cref="ErrorCode.SessionInactive"/>,
    /// <see cref="ErrorCode.EncryptionRequired"/>,
    /// <see cref="ErrorCode.SessionNotEncrypted"/>, <see cref="ErrorCode.ValidationFailed"/>, <see cref="ErrorCode.RateLimited"/> or
    /// <see cref="ErrorCode.Unavailable"/>.</exception>
    public async Task<PostResult> PostAsync(PostCommand command, CancellationToken cancel)
    {
        if (command.AttachmentIds is not null) command = command with { Attachments = await files.FindAsync(command, cancel) };
        var result = await writer.WriteAsync(command, cancel);
        if (result.Outcome is PostOutcome.NotMember)
        {
            await question.AskAsync(command.SessionId, command.SenderId, cancel);
            result = await writer.WriteAsync(command, cancel);
        }
        return result.Outcome switch
        {
            PostOutcome.Posted => result,
            PostOutcome.Inactive => throw new ChatException(ErrorCode.SessionInactive),
            PostOutcome.WrongSeal => throw SealedText.Wrong(command.IsSealed && command.Attachments is null),
            PostOutcome.UnknownReply => throw new ChatException(ErrorCode.ValidationFailed, "reply_to is no message of this session."),
            _ => throw new ChatException(ErrorCode.SessionNotFound),
        };
    }
}
