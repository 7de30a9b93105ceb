using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.Outside;

namespace Chat.Accounts.Push;

/// <summary>Configuration section <c>Push</c>.</summary>
sealed class PushOptions : IValidatableObject
{
    /// <summary>
    /// Whether browsers are notified while no page is open, by way of their makers' push services. Those learn when, and of which site, but not
    /// what.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether a notification says what was written; otherwise only who wrote, and where. It is encrypted for the browser either way.</summary>
    public bool Content { get; set; } = true;

    /// <summary>
    /// Networks with push services that are asked although they are not public, by any port and without TLS, as in <c>10.1.0.0/16</c>. Every user can then have
    /// requests sent into them.
    /// </summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Seconds that a push service may take to answer.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds before the first new try when a push service does not take a message; they double with each.</summary>
    [Range(0.01, 60)]
    public double RetrySeconds { get; set; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => OutsideConnections.Check(AllowedNetworks, "Push:AllowedNetworks");
}
