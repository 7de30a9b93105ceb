using System.Net.Mail;
using System.Text.RegularExpressions;
using Chat.ServiceDefaults.Problems;

namespace Chat.Accounts.Users;

/// <summary>What names, passwords and addresses may be. Lengths are in UTF-16 code units.</summary>
static partial class UserRules
{
    public const int MaxUsername = 32;
    public const int MaxDisplayName = 64;
    public const int MaxEmail = 254;
    public const int MaxAbout = 500;
    public const int MaxTimeZone = 64;
    public const int MaxLanguage = 35;
    public const int MinPassword = 8;
    public const int MaxPassword = 128;

    public const string UsernameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    public static bool IsUsername(string name) => UsernamePattern().IsMatch(name);

    /// <summary>The form in which names are compared, whatever their case.</summary>
    public static string Normalize(string name) => (Compose(name) ?? name).ToUpperInvariant();

    public static void CheckUsername(string? name, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(name))
            errors.Add("username", "Choose a user name.");
        else if (name.Length is < 2 or > MaxUsername)
            errors.Add("username", $"A user name has 2 to {MaxUsername} characters.");
        else if (!IsUsername(name))
            errors.Add("username", "A user name consists of letters from A to Z, digits, '.', '_' and '-', and starts with a letter or digit.");
    }

    public static void CheckPassword(string? password, FieldErrors errors, string field = "password")
    {
        if (string.IsNullOrEmpty(password))
            errors.Add(field, "Choose a password.");
        else if (password.Length is < MinPassword or > MaxPassword)
            errors.Add(field, $"A password has {MinPassword} to {MaxPassword} characters.");
    }

    /// <summary>The trimmed display name; null when there is none to check.</summary>
    public static string? CheckDisplayName(string? name, FieldErrors errors)
    {
        var trimmed = name?.Trim();
        if (string.IsNullOrEmpty(trimmed)) return null;
        if (trimmed.Length > MaxDisplayName)
            errors.Add("display_name", $"A display name has at most {MaxDisplayName} characters.");
        else if (trimmed.Any(char.IsControl) || Compose(trimmed) is not { } composed)
            errors.Add("display_name", "A display name cannot hold control characters.");
        else
            return composed;
        return trimmed;
    }

    /// <summary>The text with letters and their accents composed (Unicode NFC); null when it holds what is no character.</summary>
    static string? Compose(string text)
    {
        try
        {
            return text.Normalize();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The trimmed address; null when there is none to check.</summary>
    public static string? CheckEmail(string? email, FieldErrors errors)
    {
        var trimmed = email?.Trim();
        if (string.IsNullOrEmpty(trimmed)) return null;
        if (trimmed.Length > MaxEmail || trimmed.Any(char.IsControl) || !MailAddress.TryCreate(trimmed, out var parsed) || parsed.Address != trimmed)
            errors.Add("email", "This is not an e-mail address.");
        return trimmed;
    }

    /// <summary>The trimmed text, its lines ended by line feeds.</summary>
    public static string CheckAbout(string about, FieldErrors errors)
    {
        var text = about.ReplaceLineEndings("\n").Trim();
        if (text.Length > MaxAbout) errors.Add("about", $"This text has at most {MaxAbout} characters.");
        else if (text.Any(letter => char.IsControl(letter) && letter != '\n') || Compose(text) is null)
            errors.Add("about", "This text cannot hold control characters.");
        return text;
    }

    public static void CheckTimeZone(string zone, FieldErrors errors)
    {
        var isKnown = zone.Length == 0
            || (zone.Length <= MaxTimeZone && TimeZonePattern().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _));
        if (!isKnown) errors.Add("time_zone", "This is not the IANA name of a time zone, such as Europe/Berlin.");
    }

    /// <summary>Any language will do: which ones a client speaks is its own business.</summary>
    public static void CheckLanguage(string language, FieldErrors errors)
    {
        var isTag = language.Length == 0 || (language.Length <= MaxLanguage && LanguagePattern().IsMatch(language));
        if (!isTag) errors.Add("language", "This is not the tag of a language (BCP 47), such as de or pt-BR.");
    }

    // The lookup would take names of files and of other systems, too.
    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}\z")]
    private static partial Regex TimeZonePattern();

    // Language, script, region and variants of RFC 5646, section 2.1; no extensions.
    [GeneratedRegex(@"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex LanguagePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{1,31}\z")]
    private static partial Regex UsernamePattern();
}
