namespace Chat.Accounts.Tokens;

/// <summary>A key pair that access tokens are signed with.</summary>
sealed class SigningKey
{
    /// <summary>The <c>kid</c>: the thumbprint of the public key (RFC 7638).</summary>
    public required string Id { get; init; }

    /// <summary>PKCS #8.</summary>
    public required byte[] PrivateKey { get; init; }

    /// <summary>When it begins to sign. Published at once, so that all services know it by then.</summary>
    public DateTime SignsFrom { get; init; }

    /// <summary>When its last token had expired; no longer published.</summary>
    public DateTime? RetiredAt { get; set; }
}
