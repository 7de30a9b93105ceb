namespace Chat.Accounts.EncryptionKeys;

/// <summary>
/// The key pair with which a user opens the keys of encrypted sessions. The private half is sealed under a recovery code that only they have.
/// </summary>
sealed class EncryptionKey
{
    /// <summary>Bytes.</summary>
    public const int MaxBackup = 512;

    public long UserId { get; init; }

    /// <summary>A point of P-256, uncompressed.</summary>
    public required byte[] PublicKey { get; set; }

    /// <summary>The private key as the user's browser has sealed it.</summary>
    public required byte[] Backup { get; set; }
    public DateTime CreatedAt { get; set; }
}
