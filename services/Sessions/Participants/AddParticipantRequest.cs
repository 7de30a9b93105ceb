using Chat.Contracts.Accounts.V1;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.People;

namespace Chat.Sessions.Participants;

/// <summary>Names somebody, one way or the other: body of <c>POST .../participants/</c> and of <c>POST /api/sessions/direct/</c>.</summary>
sealed record AddParticipantRequest(string? Username, long? UserId)
{
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/>; <see cref="ErrorCode.UserNotFound"/>.</exception>
    public async Task<User> FindAsync(PersonNames people, CancellationToken cancel)
    {
        if (UserId is null == string.IsNullOrEmpty(Username)) throw FieldErrors.Of("username", "Give either username or user_id.");
        var found = UserId is { } id ? await people.FindAsync([id], [], cancel) : await people.FindAsync([], [Username!], cancel);
        return found is [var user, ..] ? user : throw new ChatException(ErrorCode.UserNotFound);
    }
}
