using System.Buffers.Text;
using System.Security.Cryptography;

namespace Chat.Accounts.Push;

/// <summary>Points of P-256 as Web Push writes them: uncompressed, 65 bytes (RFC 8291, 3.1).</summary>
static class WebPushKeys
{
    public const int PointLength = 65;
    public const int AuthLength = 16;

    const int CoordinateLength = 32;
    const byte Uncompressed = 4;

    public static ECCurve Curve => ECCurve.NamedCurves.nistP256;

    public static byte[] Write(ECPoint point) => [Uncompressed, .. point.X!, .. point.Y!];

    /// <exception cref="CryptographicException">It is no point of the curve.</exception>
    public static ECParameters Read(ReadOnlySpan<byte> point)
    {
        if (point.Length != PointLength || point[0] != Uncompressed) throw new CryptographicException("This is no uncompressed point of P-256.");
        var (x, y) = (point[1..(1 + CoordinateLength)].ToArray(), point[(1 + CoordinateLength)..].ToArray());
        return new ECParameters { Curve = Curve, Q = new ECPoint { X = x, Y = y } };
    }

    /// <summary>The key of a browser (<c>p256dh</c>), base64url; null when it is no point of the curve.</summary>
    public static byte[]? ParsePoint(string text)
    {
        if (Parse(text, PointLength) is not { } point) return null;
        try
        {
            using var key = ECDiffieHellman.Create(Read(point));
            return point;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The secret of a browser (<c>auth</c>), base64url; null when it has another length.</summary>
    public static byte[]? ParseAuth(string text) => Parse(text, AuthLength);

    static byte[]? Parse(string text, int length) =>
        text.Length <= 2 * length && Base64Url.IsValid(text, out var decoded) && decoded == length ? Base64Url.DecodeFromChars(text) : null;
}
