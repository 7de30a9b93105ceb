using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Chat.Accounts.TwoFactor;

/// <summary>Codes by time (RFC 6238): HMAC-SHA-1, steps of 30 seconds, six digits; what every authenticator app knows.</summary>
static class Totp
{
    public const int SecretLength = 20;
    public const int Digits = 6;

    const long StepSeconds = 30;

    /// <summary>Steps that a clock may be wrong by, and that typing may take.</summary>
    const int Tolerance = 1;

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step (RFC 4226, 5.3).</summary>
    public static string CodeOf(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The protocol says SHA-1; as a keyed hash it is not broken.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, around now; null when it is none's.</summary>
    public static long? FindStep(byte[] secret, string code, DateTimeOffset now)
    {
        var current = StepAt(now);
        for (var step = current - Tolerance; step <= current + Tolerance; step++)
        {
            if (CodeOf(secret, step) == code) return step;
        }
        return null;
    }

    /// <summary>What an app reads from a QR code.</summary>
    public static string UriOf(byte[] secret, string username) =>
        $"otpauth://totp/Chat:{Uri.EscapeDataString(username)}?secret={Base32.Encode(secret)}&issuer=Chat&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
