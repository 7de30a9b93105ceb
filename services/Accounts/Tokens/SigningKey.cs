using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Chat.Accounts.Tokens;

/// <summary>A key pair that access tokens are signed with.</summary>
sealed class SigningKey
{
    const int Bits = 2048;

    /// <summary>The <c>kid</c>: the thumbprint of the public key (RFC 7638).</summary>
    public required string Id { get; init; }

    /// <summary>PKCS #8; empty once the key is retired.</summary>
    public required byte[] PrivateKey { get; set; }

    /// <summary>When it begins to sign. Published at once, so that all services know it by then.</summary>
    public DateTime SignsFrom { get; init; }

    /// <summary>When its last token had expired; no longer published.</summary>
    public DateTime? RetiredAt { get; private set; }

    public static SigningKey New(DateTime signsFrom)
    {
        using var pair = RSA.Create(Bits);
        var id = Base64UrlEncoder.Encode(new RsaSecurityKey(pair.ExportParameters(false)).ComputeJwkThumbprint());
        return new SigningKey { Id = id, PrivateKey = pair.ExportPkcs8PrivateKey(), SignsFrom = signsFrom };
    }

    /// <summary>Nobody needs it any more, and nobody shall find it.</summary>
    public void Retire(DateTime now) => (RetiredAt, PrivateKey) = (now, []);
}
