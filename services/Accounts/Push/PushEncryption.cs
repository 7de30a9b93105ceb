using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chat.Accounts.Push;

/// <summary>
/// Encrypts a message so that only one browser can read it, not the push service between (RFC 8291), in one record of the content encoding
/// <c>aes128gcm</c> (RFC 8188).
/// </summary>
static class PushEncryption
{
    /// <summary>The name of the encoding, for <c>Content-Encoding</c>.</summary>
    public const string Encoding = "aes128gcm";

    /// <summary>Bytes of a message at most: push services need take no larger body than 4096 (RFC 8030, 7.2).</summary>
    public const int MaxPlaintext = 4096 - HeaderLength - TagLength - 1;

    /// <summary>What is shorter is filled up to a multiple of so many bytes: how long it is says less of what it is.</summary>
    public const int PadTo = 512;

    const int SaltLength = 16;
    const int TagLength = 16;
    const int KeyLength = 16;
    const int NonceLength = 12;
    const int SecretLength = 32;
    const int HeaderLength = SaltLength + sizeof(uint) + 1 + WebPushKeys.PointLength;

    // Larger than any record here is: there is one, and it is the last.
    const uint RecordSize = 4096;
    const byte LastRecord = 2;

    /// <summary>The body of a request to the push service.</summary>
    /// <param name="plaintext">At most <see cref="MaxPlaintext"/> bytes.</param>
    /// <param name="browserKey">Its <c>p256dh</c>.</param>
    /// <param name="auth">Its <c>auth</c>.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> plaintext, byte[] browserKey, byte[] auth)
    {
        using var sender = ECDiffieHellman.Create(WebPushKeys.Curve);
        var padded = Math.Min((plaintext.Length + PadTo - 1) / PadTo * PadTo, MaxPlaintext);
        return Encrypt(plaintext, browserKey, auth, sender, RandomNumberGenerator.GetBytes(SaltLength), padded);
    }

    /// <summary>The same with a key pair, a salt and a length that are otherwise new each time.</summary>
    internal static byte[] Encrypt(ReadOnlySpan<byte> plaintext, byte[] browserKey, byte[] auth, ECDiffieHellman sender, byte[] salt, int paddedLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plaintext.Length, MaxPlaintext);
        using var browser = ECDiffieHellman.Create(WebPushKeys.Read(browserKey));
        var senderKey = WebPushKeys.Write(sender.ExportParameters(includePrivateParameters: false).Q);
        var shared = sender.DeriveRawSecretAgreement(browser.PublicKey);
        // RFC 8291, 3.4, then RFC 8188, 2.2 and 2.3.
        var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, SecretLength, auth, [.. "WebPush: info\0"u8, .. browserKey, .. senderKey]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyLength, salt, [.. "Content-Encoding: aes128gcm\0"u8]);
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, NonceLength, salt, [.. "Content-Encoding: nonce\0"u8]);

        var record = new byte[Math.Max(plaintext.Length, paddedLength) + 1];
        plaintext.CopyTo(record);
        record[plaintext.Length] = LastRecord;

        var body = new byte[HeaderLength + record.Length + TagLength];
        salt.CopyTo(body, 0);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(SaltLength), RecordSize);
        body[SaltLength + sizeof(uint)] = WebPushKeys.PointLength;
        senderKey.CopyTo(body, SaltLength + sizeof(uint) + 1);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, record, body.AsSpan(HeaderLength, record.Length), body.AsSpan(HeaderLength + record.Length));
        return body;
    }
}
