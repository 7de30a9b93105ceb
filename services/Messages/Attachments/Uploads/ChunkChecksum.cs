using System.Security.Cryptography;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Attachments.Uploads;

/// <summary>The checksum that a chunk should have (tus, "Checksum").</summary>
sealed class ChunkChecksum : IDisposable
{
    static readonly Dictionary<string, HashAlgorithmName> Known = new()
    {
        ["sha1"] = HashAlgorithmName.SHA1,
        ["sha256"] = HashAlgorithmName.SHA256,
        ["md5"] = HashAlgorithmName.MD5,
    };

    readonly IncrementalHash _hash;
    readonly byte[] _expected;

    ChunkChecksum(HashAlgorithmName algorithm, byte[] expected) => (_hash, _expected) = (IncrementalHash.CreateHash(algorithm), expected);

    public static string Algorithms => string.Join(',', Known.Keys);

    /// <summary>What the header asks for; null when there is none.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> when it is not of the form <c>sha1 base64</c>, or of an unknown
    /// algorithm.</exception>
    public static ChunkChecksum? Of(HttpRequest request)
    {
        if (request.Headers[UploadHeaders.Checksum] is not [{ } header]) return null;
        var expected = new byte[64];
        return header.Split(' ') is [var name, var value] && Known.TryGetValue(name, out var algorithm)
            && Convert.TryFromBase64String(value, expected, out var length)
            ? new ChunkChecksum(algorithm, expected[..length])
            : throw FieldErrors.Of(UploadHeaders.Checksum, $"{UploadHeaders.Checksum} must be one of {Algorithms} and a checksum in base64.");
    }

    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public bool IsRight() => CryptographicOperations.FixedTimeEquals(_hash.GetHashAndReset(), _expected);

    public void Dispose() => _hash.Dispose();
}
