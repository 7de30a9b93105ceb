using System.ComponentModel.DataAnnotations;

namespace Chat.Messages.Attachments;

/// <summary>Configuration section <c>Files</c>.</summary>
sealed class FilesOptions
{
    /// <summary>Where files are kept.</summary>
    public FileStoreKind Store { get; set; } = FileStoreKind.Folder;

    /// <summary>The folder, of the store of this kind. Several instances must share it.</summary>
    [Required]
    public string Folder { get; set; } = "files";

    public S3Options S3 { get; set; } = new();

    /// <summary>Bytes of a file.</summary>
    [Range(1, 5L * 1024 * 1024 * 1024)]
    public long MaxFileSize { get; set; } = 100 * 1024 * 1024;

    /// <summary>Bytes of all files that a user has sent and that are still there. 0: as many as they like.</summary>
    [Range(0, long.MaxValue)]
    public long MaxTotalPerUser { get; set; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Hours after the last byte that came, or after the last message that had it was deleted, for which an upload is kept.</summary>
    [Range(1.0 / 3600, 24 * 30)]
    public double ExpireAfterHours { get; set; } = 24;

    /// <summary>Pixels of a picture, of all frames if it moves. One is decoded at a time, into up to four bytes for each.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxPixels { get; set; } = 64_000_000;

    /// <summary>Seconds after which a picture that is still being decoded is refused.</summary>
    [Range(1, 3600)]
    public int PictureTimeoutSeconds { get; set; } = 60;

    /// <summary><c>host:port</c> of a ClamAV daemon that looks at each file; empty: nobody does.</summary>
    [RegularExpression(@".+:[0-9]{1,5}")]
    public string? Scanner { get; set; }

    /// <summary>Seconds until a scan that does not end is given up.</summary>
    [Range(1, 3600)]
    public int ScanTimeoutSeconds { get; set; } = 60;
}

enum FileStoreKind
{
    Folder,
    S3,
}

/// <summary>Configuration section <c>Files:S3</c>: any service that speaks Amazon's S3.</summary>
sealed class S3Options
{
    /// <summary>As in <c>https://s3.example.org</c>; empty: Amazon's, by region.</summary>
    public string? Endpoint { get; set; }
    public string Region { get; set; } = "us-east-1";

    /// <summary>It must be there.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>Empty, with <see cref="SecretKey"/>: what the environment knows, as a role of the machine.</summary>
    public string? AccessKey { get; set; }
    public string? SecretKey { get; set; }

    /// <summary>The bucket in the path and not in the host's name, as most services but Amazon's want it.</summary>
    public bool PathStyle { get; set; } = true;
}
