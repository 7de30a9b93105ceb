using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Retention;

/// <summary>Reads the rule of a session and the site's: the shorter of what administrators and the configuration say.</summary>
sealed class RetentionPolicies(MessagesDbContext db, IOptionsMonitor<RetentionOptions> options)
{
    int? Configured => options.CurrentValue.Days is > 0 and var days ? days : null;

    public async Task<RetentionPolicy> OfAsync(long sessionId, CancellationToken cancel)
    {
        var site = await OfSiteAsync(cancel);
        return new RetentionPolicy(await DaysOfAsync(sessionId, cancel), site.EffectiveDays);
    }

    /// <summary>The same, in a transaction that deletes by it: a longer time of the site waits for its end, and is in force once it is acknowledged.</summary>
    public async Task<RetentionPolicy> HoldAsync(long sessionId, CancellationToken cancel)
    {
        await db.Database.ExecuteSqlAsync($"SELECT FROM retention_rules WHERE session_id = {RetentionRule.Site} FOR SHARE", cancel);
        return await OfAsync(sessionId, cancel);
    }

    public async Task<SiteRetention> OfSiteAsync(CancellationToken cancel) => new(await DaysOfAsync(RetentionRule.Site, cancel), Configured);

    Task<int?> DaysOfAsync(long sessionId, CancellationToken cancel) =>
        db.RetentionRules.Where(rule => rule.SessionId == sessionId).Select(rule => (int?)rule.Days).SingleOrDefaultAsync(cancel);
}
