namespace Chat.Messages.Data;

/// <summary>The key pair that exports are signed with. Kept for ever: whoever has its public half can check old files.</summary>
sealed class ExportKey
{
    /// <summary>The SHA-256 of the public key (SubjectPublicKeyInfo, DER), base64url.</summary>
    public required string Id { get; init; }

    /// <summary>PKCS #8, of the curve P-256.</summary>
    public required byte[] PrivateKey { get; init; }
    public DateTime CreatedAt { get; init; }
}
