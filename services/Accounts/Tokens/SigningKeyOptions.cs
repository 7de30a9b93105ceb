using System.ComponentModel.DataAnnotations;

namespace Chat.Accounts.Tokens;

/// <summary>Configuration section <c>SigningKeys</c>: how the keys that sign access tokens follow one another.</summary>
sealed class SigningKeyOptions
{
    /// <summary>Days for which a key signs before the next one takes over. 0: for ever.</summary>
    [Range(0, 3650)]
    public double SignsForDays { get; set; } = 90;

    /// <summary>Seconds for which a new key is published before it signs: services read the published keys every five minutes.</summary>
    [Range(1, 86_400)]
    public int PublishedAheadSeconds { get; set; } = 900;

    /// <summary>
    /// Seconds between two looks at the keys in the database. All instances must have looked while a new key is published and does not sign yet.
    /// </summary>
    [Range(1, 3600)]
    public int ReadEverySeconds { get; set; } = 60;

    public bool AreConsistent => ReadEverySeconds < PublishedAheadSeconds;
}
