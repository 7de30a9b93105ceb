using System.Buffers.Text;
using System.Security.Cryptography;

namespace Chat.Accounts.Notifications;

/// <summary>How a user wants to be told of what they miss. Who has no row has set nothing, and was never told of anything.</summary>
sealed class NotificationSettings
{
    const int TokenLength = 32;

    public long UserId { get; init; }

    public bool WantsMail { get; set; }

    /// <summary>
    /// Random. Whoever has it can switch the user's mails off, and nothing else; so it is kept as it is, and stays the same: links in old mails go on working.
    /// </summary>
    public required byte[] Token { get; init; }

    /// <summary>The last <see cref="Contracts.Messages.MessagesMissed"/> that was taken: one that is delivered twice is one mail.</summary>
    public Guid? LastNotice { get; init; }

    public static byte[] NewToken() => RandomNumberGenerator.GetBytes(TokenLength);

    public string UnsubscribePath => $"/api/users/notifications/unsubscribe/{Base64Url.EncodeToString(Token)}/";

    /// <summary>A token that somebody presents; null when it cannot be one of ours.</summary>
    public static byte[]? TokenOf(string text) => Base64Url.IsValid(text, out var length) && length == TokenLength ? Base64Url.DecodeFromChars(text) : null;
}
