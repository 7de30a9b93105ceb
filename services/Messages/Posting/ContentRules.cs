using System.Buffers;
using System.Text;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Posting;

/// <summary>What a message may contain. Every way in goes through here.</summary>
static class ContentRules
{
    /// <summary>UTF-16 code units after trimming, as a browser counts them.</summary>
    public const int MaxLength = 4000;

    /// <summary>Files of one message.</summary>
    public const int MaxAttachments = 10;

    /// <summary>The content as it will be stored.</summary>
    /// <param name="content">What was sent.</param>
    /// <param name="mayBeEmpty">The message has files, which say enough.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> with the sentence to show.</exception>
    public static string Check(string? content, bool mayBeEmpty = false)
    {
        var trimmed = content?.Trim() ?? "";
        var sentence = trimmed.Length == 0 ? (mayBeEmpty ? null : "A message needs some text.")
            : trimmed.Length > MaxLength && !SealedText.Is(trimmed) ? $"A message has at most {MaxLength:N0} characters; this one has {trimmed.Length:N0}."
            : !IsStorable(trimmed) ? "The message contains characters that are not text."
            : null;
        return sentence is null ? trimmed : throw FieldErrors.Of("content", sentence);
    }

    /// <summary>The ids of files; null without any.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> when there are too many, or one is no UUID or there twice.</exception>
    public static IReadOnlyList<Guid>? CheckAttachments(IReadOnlyCollection<string>? ids)
    {
        if (ids is null || ids.Count == 0) return null;
        if (ids.Count > MaxAttachments) throw FieldErrors.Of("attachments", $"A message has at most {MaxAttachments} files.");
        Guid[] found = [.. ids.Select(text => Guid.TryParse(text, out var id) ? id : throw FieldErrors.Of("attachments", "attachments are ids of uploads."))];
        return found.Distinct().Count() == found.Length ? found : throw FieldErrors.Of("attachments", "A file can be in a message once.");
    }

    /// <summary>The client id as a UUID, or a new one when the client gave none.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> when it is given and no UUID.</exception>
    public static Guid CheckClientId(string? clientId)
    {
        if (string.IsNullOrEmpty(clientId)) return Guid.CreateVersion7();
        return Guid.TryParse(clientId, out var id) ? id : throw FieldErrors.Of("client_id", "client_id must be a UUID.");
    }

    // PostgreSQL's text holds no NUL, and UTF-8 no half of a surrogate pair.
    static bool IsStorable(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var used) != OperationStatus.Done || rune.Value is 0) return false;
            text = text[used..];
        }
        return true;
    }
}
