using System.ComponentModel.DataAnnotations;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>Configuration section <c>ServiceAuth</c>: the trust between services, for gRPC calls made on nobody's or many users' behalf.</summary>
public sealed class ServiceAuthOptions
{
    /// <summary>The key that all services share, base64 of at least 32 bytes. Each signs short-lived tokens with it; it never travels.</summary>
    [Required]
    public string Key { get; set; } = "";
}
