using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.Outside;

namespace Chat.Messages.LinkPreviews;

/// <summary>Configuration section <c>LinkPreviews</c>.</summary>
sealed class LinkPreviewOptions : IValidatableObject
{
    /// <summary>Whether this system looks at pages that messages link to. Whoever runs them then learns that somebody here was told of them.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// Networks that are looked at although they are not public, by any port, as in <c>10.1.0.0/16</c>: an intranet. Everybody who may post can then have pages
    /// in them requested.
    /// </summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Seconds for all that a page takes, its redirects and its picture.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Bytes of a page that are read, unpacked; what is said about it stands at its beginning.</summary>
    [Range(1024, 8 * 1024 * 1024)]
    public int MaxPageBytes { get; set; } = 1024 * 1024;

    /// <summary>Bytes of a page's picture.</summary>
    [Range(1024, 32 * 1024 * 1024)]
    public int MaxImageBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>Requests a minute to one host, from each instance.</summary>
    [Range(1, 10_000)]
    public int RequestsPerMinuteAndHost { get; set; } = 60;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        OutsideConnections.Check(AllowedNetworks, "LinkPreviews:AllowedNetworks");
}
