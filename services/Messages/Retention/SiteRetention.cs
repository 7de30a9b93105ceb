namespace Chat.Messages.Retention;

/// <summary>
/// How long messages of any session are kept: as administrators want it, as the configuration says, and the shorter of the two. Null: for ever.
/// </summary>
sealed record SiteRetention(int? Days, int? ConfiguredDays)
{
    public int? EffectiveDays => Days < ConfiguredDays ? Days : ConfiguredDays ?? Days;
}
