using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Chat.Testing;

/// <summary>What a browser does with the messages of its push service: it has the keys, and reads what comes as RFC 8188 and RFC 8291 say, step by step.</summary>
public sealed class PushBrowser : IDisposable
{
    const int SaltLength = 16;
    const int TagLength = 16;
    const int PointLength = 65;

    readonly ECDiffieHellman _pair;
    readonly byte[] _auth;

    public PushBrowser() : this(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(16))
    {
    }

    public PushBrowser(ECDiffieHellman pair, byte[] auth) => (_pair, _auth) = (pair, auth);

    /// <summary>As in <c>PushSubscription.toJSON()</c>.</summary>
    public string P256dh => Base64Url.EncodeToString(PointOf(_pair));

    /// <inheritdoc cref="P256dh"/>
    public string Auth => Base64Url.EncodeToString(_auth);

    /// <summary>A point of P-256 as it is written, uncompressed.</summary>
    public static byte[] PointOf(ECDiffieHellman pair)
    {
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    /// <summary>What a body says, without its padding.</summary>
    /// <exception cref="CryptographicException">It is not for this browser, or was changed.</exception>
    public byte[] Read(byte[] body)
    {
        var salt = body[..SaltLength];
        var recordSize = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(SaltLength));
        var keyLength = body[SaltLength + 4];
        if (keyLength != PointLength) throw new CryptographicException("The sender's key is no point of P-256.");
        var senderKey = body[(SaltLength + 5)..(SaltLength + 5 + PointLength)];
        var record = body[(SaltLength + 5 + PointLength)..];
        if (record.Length > recordSize) throw new CryptographicException("There is more than one record.");

        using var sender = ECDiffieHellman.Create(
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = senderKey[1..33], Y = senderKey[33..] } });
        var shared = _pair.DeriveRawSecretAgreement(sender.PublicKey);
        // HKDF of one block (RFC 5869) is an HMAC under an HMAC.
        var secret = Hmac(Hmac(_auth, shared), [.. "WebPush: info\0"u8, .. PointOf(_pair), .. senderKey, 1]);
        var random = Hmac(salt, secret);
        var key = Hmac(random, [.. "Content-Encoding: aes128gcm\0"u8, 1])[..16];
        var nonce = Hmac(random, [.. "Content-Encoding: nonce\0"u8, 1])[..12];

        var plain = new byte[record.Length - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(nonce, record.AsSpan(0, plain.Length), record.AsSpan(plain.Length), plain);
        var end = Array.FindLastIndex(plain, value => value != 0);
        // 2 ends the last record.
        return end >= 0 && plain[end] == 2 ? plain[..end] : throw new CryptographicException("The record does not end.");
    }

    public void Dispose() => _pair.Dispose();

    static byte[] Hmac(byte[] key, byte[] text) => HMACSHA256.HashData(key, text);
}
