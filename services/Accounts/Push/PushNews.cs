using System.Globalization;
using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Accounts.Push;

/// <summary>What a browser is told of a message. Its service worker reads it (frontend/src/worker/).</summary>
/// <param name="Title">Who wrote, and where.</param>
/// <param name="Body">What; empty when that is not to be told.</param>
/// <param name="Tag">The page's own notifications have the same: a newer one takes the place of an older.</param>
/// <param name="Path">The page that a click opens.</param>
sealed record PushNews(string Title, string Body, string Tag, string Path)
{
    public static PushNews Of(MessageAddressed message, string language, bool withContent)
    {
        var id = message.SessionId.ToString(CultureInfo.InvariantCulture);
        var sender = message.Sender.DisplayName;
        return new PushNews(
            message.IsDirect ? sender : PushText.Title(language, sender, message.SessionName),
            !withContent ? "" : message.IsEncrypted ? PushText.Encrypted(language) : message.Excerpt, $"chat-{id}", $"/room/{id}/");
    }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, JsonDefaults.Options);
}
