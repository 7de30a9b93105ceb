using System.Security.Cryptography;

namespace Chat.Accounts.Push;

/// <summary>
/// The key pair by which push services know this site (RFC 8292). One for all times: browsers bind what they subscribe to it, and whoever loses it
/// loses all subscriptions.
/// </summary>
sealed class PushKey
{
    /// <summary>There is one row.</summary>
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    /// <summary>PKCS #8.</summary>
    public required byte[] PrivateKey { get; init; }

    public DateTime CreatedAt { get; init; }

    public static byte[] NewPrivateKey()
    {
        using var pair = ECDsa.Create(WebPushKeys.Curve);
        return pair.ExportPkcs8PrivateKey();
    }
}
