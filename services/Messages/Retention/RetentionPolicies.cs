using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Retention;

/// <summary>Reads the rule of a session and the site's.</summary>
sealed class RetentionPolicies(MessagesDbContext db, IOptionsMonitor<RetentionOptions> options)
{
    public async Task<RetentionPolicy> OfAsync(long sessionId, CancellationToken cancel)
    {
        var days = await db.RetentionRules.Where(rule => rule.SessionId == sessionId).Select(rule => (int?)rule.Days).SingleOrDefaultAsync(cancel);
        return new RetentionPolicy(days, options.CurrentValue.Days is > 0 and var site ? site : null);
    }
}
