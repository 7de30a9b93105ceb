namespace Chat.Messages.Data;

/// <summary>
/// A file from the first byte of its upload on. It expires unless a message has it: <see cref="ExpiresAt"/> is emptied by the sweeper
/// when it finds it in a message, and set again when the last message that had it is deleted.
/// </summary>
sealed class StoredFile
{
    /// <summary>Random, so nobody guesses it.</summary>
    public Guid Id { get; init; }
    public long OwnerId { get; init; }
    public required string Name { get; init; }

    /// <summary>Bytes that its sender announced; they count against the sender's quota.</summary>
    public long UploadLength { get; init; }

    /// <summary>Bytes that are stored.</summary>
    public long Received { get; set; }
    public FileState State { get; set; }

    /// <summary>Why it was refused, as a sentence.</summary>
    public string? Refusal { get; set; }

    /// <summary>What follows is known once it is ready. The media type, by content.</summary>
    public string? Type { get; set; }
    public string? Kind { get; set; }

    /// <summary>Bytes as it is read: of pictures not as many as were sent.</summary>
    public long Size { get; set; }
    public int? Width { get; set; }
    public int? Height { get; set; }

    /// <summary>Its key in the store.</summary>
    public string? ContentKey { get; set; }

    /// <summary>The key of a smaller picture of it.</summary>
    public string? ThumbnailKey { get; set; }

    public long ThumbnailSize { get; set; }

    /// <summary>SHA-256 of the content, in hexadecimal digits.</summary>
    public string? Hash { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime? ExpiresAt { get; set; }
}

enum FileState
{
    /// <summary>It is not whole, or not looked at yet.</summary>
    Uploading,

    /// <summary>It can be read, and be in messages.</summary>
    Ready,

    /// <summary>It was whole, and is not taken.</summary>
    Refused,
}
