using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Chat.Testing;

/// <summary>What people have on their phone for the second factor.</summary>
public static class AuthenticatorApp
{
    const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const int SecondsOfStep = 30;

    /// <summary>The code that the app shows now, or some steps ahead (RFC 6238, six digits, SHA-1).</summary>
    public static string CodeOf(string secret, int ahead = 0)
    {
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / SecondsOfStep) + ahead);
#pragma warning disable CA5350 // As the protocol says.
        var hash = HMACSHA1.HashData(Decode(secret), step);
#pragma warning restore CA5350
        // RFC 4226, 5.3: four bytes, at the place that the last one names.
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    static byte[] Decode(string secret)
    {
        var bytes = new List<byte>();
        var (bits, held) = (0, 0);
        foreach (var letter in secret)
        {
            (bits, held) = ((bits << 5) | Base32.IndexOf(letter, StringComparison.Ordinal), held + 5);
            if (held < 8) continue;
            held -= 8;
            bytes.Add((byte)(bits >> held));
            bits &= (1 << held) - 1;
        }
        return [.. bytes];
    }
}
