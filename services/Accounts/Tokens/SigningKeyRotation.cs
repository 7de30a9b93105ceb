using Chat.Accounts.Data;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Tokens;

/// <summary>
/// Has a new key follow one that has signed for long enough, and retires the old one when the last token that it signed has expired. Nobody
/// notices: services know a key before they see a token by it, and keep the old one for as long as there are tokens by it. One instance at a time.
/// </summary>
sealed partial class SigningKeyRotation(
    IServiceScopeFactory scopes,
    MigrationState schema,
    IOptions<SigningKeyOptions> options,
    IOptions<AccessTokenOptions> tokens,
    TimeProvider time,
    ILogger<SigningKeyRotation> logger) : BackgroundService
{
    /// <summary>Services take a token for a little longer than it says.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    readonly SigningKeyOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.ReadEverySeconds), time);
        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
                await db.InTransactionAsync(() => RotateAsync(db, stoppingToken), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    async Task<int> RotateAsync(AccountsDbContext db, CancellationToken cancel)
    {
        await db.LockSigningKeysAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var keys = await db.SigningKeys.Where(key => key.RetiredAt == null).OrderBy(key => key.SignsFrom).ToListAsync(cancel);
        for (var i = 0; i < keys.Count - 1; i++)
        {
            if (keys[i + 1].SignsFrom + tokens.Value.Longest + Margin > now) continue;
            keys[i].Retire(now);
            Log.Retired(logger, keys[i].Id);
        }
        // The first key is made by whoever needs it first.
        if (keys is [.., var newest] && _options.SignsForDays > 0 && newest.SignsFrom.AddDays(_options.SignsForDays) <= now)
        {
            var next = SigningKey.New(signsFrom: now.AddSeconds(_options.PublishedAheadSeconds));
            db.Add(next);
            Log.Made(logger, next.Id, next.SignsFrom);
        }
        return await db.SaveChangesAsync(cancel);
    }

    static partial class Log
    {
        [LoggerMessage(3, LogLevel.Information, "Made the signing key {KeyId}, which signs from {SignsFrom}")]
        public static partial void Made(ILogger logger, string keyId, DateTime signsFrom);

        [LoggerMessage(4, LogLevel.Information, "Retired the signing key {KeyId}")]
        public static partial void Retired(ILogger logger, string keyId);

        [LoggerMessage(5, LogLevel.Warning, "The signing keys could not be rotated; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
