using System.Text;
using System.Text.Unicode;

namespace Chat.Media;

/// <summary>
/// What a file is, by its first bytes; whatever its name says. What is not known here, and what a browser could run (HTML, SVG and other text), has
/// a type that is only ever saved.
/// </summary>
public static class FileTypes
{
    public const string Image = "image";
    public const string Video = "video";
    public const string Audio = "audio";
    public const string Document = "document";

    /// <summary>Bytes to look at.</summary>
    public const int HeadLength = 4096;

    static readonly FileType Unknown = new("application/octet-stream", Document);

    // At an offset, the bytes as Latin-1.
    static readonly (int At, string Bytes, FileType Type)[] Signatures =
    [
        (0, "\xFF\xD8\xFF", new("image/jpeg", Image)),
        (0, "\x89PNG\r\n\x1A\n", new("image/png", Image)),
        (0, "GIF87a", new("image/gif", Image)),
        (0, "GIF89a", new("image/gif", Image)),
        (0, "fLaC", new("audio/flac", Audio)),
        (0, "ID3", new("audio/mpeg", Audio)),
        (0, "%PDF-", new("application/pdf", Document)),
        (0, "\x1F\x8B", new("application/gzip", Document)),
        (0, "7z\xBC\xAF\x27\x1C", new("application/x-7z-compressed", Document)),
        (0, "Rar!\x1A\x07", new("application/vnd.rar", Document)),
        (0, "\xFD7zXZ\0", new("application/x-xz", Document)),
        (0, "BZh", new("application/x-bzip2", Document)),
        (257, "ustar", new("application/x-tar", Document)),
        (0, "II*\0", new("image/tiff", Document)),
        (0, "MM\0*", new("image/tiff", Document)),
    ];

    // The first thing in a file of these formats is known, or its folder is.
    static readonly (string Name, string Type)[] Zipped =
    [
        ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        ("application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
        ("application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
        ("application/epub+zip", "application/epub+zip"),
    ];

    /// <summary>The type of the file that begins so; no more than <see cref="HeadLength"/> bytes of it are looked at.</summary>
    public static FileType Of(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadLength)];
        var text = Encoding.Latin1.GetString(head);
        foreach (var (at, bytes, type) in Signatures)
            if (Has(text, at, bytes)) return type;
        if (Has(text, 0, "RIFF")) return OfRiff(text);
        if (Has(text, 4, "ftyp")) return OfBrand(text.Length >= 12 ? text[8..12] : "");
        if (Has(text, 0, "OggS")) return text.Contains("theora", StringComparison.Ordinal) ? new("video/ogg", Video) : new("audio/ogg", Audio);
        // EBML: the name of the kind follows in the first element.
        if (Has(text, 0, "\x1A\x45\xDF\xA3"))
            return text.AsSpan(0, Math.Min(64, text.Length)).Contains("webm", StringComparison.Ordinal)
                ? new("video/webm", Video)
                : new("video/x-matroska", Document);
        if (Has(text, 0, "PK\x03\x04")) return OfZip(text);
        // A frame of MPEG audio, layer III: eleven bits set, version and layer, and a rate that exists.
        if (head.Length > 3 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2 && (head[2] & 0xF0) is not 0xF0 and not 0) return new("audio/mpeg", Audio);
        return IsText(head) ? new("text/plain", Document) : Unknown;
    }

    /// <summary>The type of a file on disk.</summary>
    public static async Task<FileType> OfAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        var head = new byte[HeadLength];
        return Of(head.AsSpan(0, await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel)));
    }

    static bool Has(string text, int at, string bytes) => text.Length >= at + bytes.Length && string.CompareOrdinal(text, at, bytes, 0, bytes.Length) == 0;

    static FileType OfRiff(string text) => text.Length < 12 ? Unknown : text[8..12] switch
    {
        "WEBP" => new("image/webp", Image),
        "WAVE" => new("audio/wav", Audio),
        "AVI " => new("video/x-msvideo", Document),
        _ => Unknown,
    };

    // ISO/IEC 14496-12, 4.3, and https://mp4ra.org/registered-types/brands
    static FileType OfBrand(string brand) => brand switch
    {
        "avif" or "avis" => new("image/avif", Document),
        "heic" or "heix" or "hevc" or "mif1" or "msf1" => new("image/heic", Document),
        "M4A " or "M4B " => new("audio/mp4", Audio),
        "qt  " => new("video/quicktime", Video),
        "isom" or "iso2" or "iso4" or "iso5" or "iso6" or "mp41" or "mp42" or "avc1" or "M4V " or "dash" or "MSNV" or "3gp4" or "3gp5" or "f4v " =>
            new("video/mp4", Video),
        _ => Unknown,
    };

    static FileType OfZip(string text)
    {
        foreach (var (name, type) in Zipped)
            if (text.Contains(name, StringComparison.Ordinal)) return new(type, Document);
        return new("application/zip", Document);
    }

    static bool IsText(ReadOnlySpan<byte> head)
    {
        // The last character may be cut.
        for (var cut = 0; cut < 4 && cut < head.Length; cut++)
        {
            if (!Utf8.IsValid(head[..^cut])) continue;
            return !head.ContainsAnyInRange((byte)0, (byte)8) && !head.Contains((byte)0x1B);
        }
        return false;
    }
}

/// <summary>A media type and what it is to people.</summary>
public sealed record FileType(string Type, string Kind);
