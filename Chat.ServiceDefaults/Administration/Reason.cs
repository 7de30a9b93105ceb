using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.Problems;

namespace Chat.ServiceDefaults.Administration;

/// <summary>Why an administrator acts, in their own words, for the audit log.</summary>
public static class Reason
{
    public const int MaxLength = 500;

    /// <summary>How much must be said before messages of others are shown.</summary>
    public const int MinLength = 10;

    /// <summary>The trimmed reason; empty when none is given.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/></exception>
    public static string Check(string? reason)
    {
        var trimmed = reason?.Trim() ?? "";
        if (trimmed.Length > MaxLength) throw FieldErrors.Of("reason", $"A reason has at most {MaxLength} characters.");
        return trimmed.Contains('\0') ? throw FieldErrors.Of("reason", "A reason has no control characters.") : trimmed;
    }

    /// <inheritdoc cref="Check"/>
    public static string Require(string? reason)
    {
        var given = Check(reason);
        return given.Length >= MinLength ? given : throw FieldErrors.Of("reason", $"Say why, in {MinLength} characters or more.");
    }
}

/// <summary>The body of acts that take a reason; it may be left out.</summary>
public sealed record ReasonRequest([property: MaxLength(Administration.Reason.MaxLength)] string? Reason);
