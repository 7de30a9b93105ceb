using System.Security.Cryptography;

namespace Chat.Messages.Export;

/// <summary>
/// Each hash is the SHA-256 of the one before and of the bytes of one piece of the file, so that whatever is changed, left out, put in or moved
/// changes all that follow. docs/export.md describes the files.
/// </summary>
sealed class HashChain
{
    byte[] _last = [];

    /// <summary>The last hash, in lower-case hex.</summary>
    public string Hash => Convert.ToHexStringLower(_last);

    public string Add(ReadOnlySpan<byte> piece)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_last);
        hash.AppendData(piece);
        _last = hash.GetHashAndReset();
        return Hash;
    }
}
