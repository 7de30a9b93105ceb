namespace Chat.Messages.Retention;

/// <summary>How long the messages of a session are kept: by its own rule, by the site's, or by the shorter of the two. Null: for ever.</summary>
sealed record RetentionPolicy(int? Days, int? SiteDays)
{
    public const int MaxDays = 3650;

    public int? EffectiveDays => Days < SiteDays ? Days : SiteDays ?? Days;

    /// <summary>What was posted before this is too old.</summary>
    public DateTime? Cutoff(DateTime now) => EffectiveDays is { } days ? now.AddDays(-days) : null;
}
