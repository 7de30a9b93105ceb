using Chat.Accounts.Data;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Administration;

/// <summary>
/// Makes the users that the configuration names administrators, once after each start; those who are not registered yet, or are deactivated,
/// as soon as they can sign in.
/// </summary>
sealed partial class ConfiguredAdministrators(
    IOptions<AdministrationOptions> options, IServiceScopeFactory scopes, MigrationState schema, TimeProvider time, ILogger<ConfiguredAdministrators> logger)
    : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var missing = options.Value.Administrators.Select(UserRules.Normalize).ToHashSet();
        await schema.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (missing.Count > 0)
        {
            try
            {
                await AppointAsync(missing, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    async Task AppointAsync(HashSet<string> missing, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        var administrators = scope.ServiceProvider.GetRequiredService<Administrators>();
        var configuration = new Actor(0, "(configuration)", Address: "", time.GetUtcNow().UtcDateTime);
        var active = db.Users.Where(user => user.IsActive && missing.Contains(user.NormalizedUserName!));
        foreach (var name in await active.Select(user => user.NormalizedUserName!).ToListAsync(stop))
        {
            var appointed = await administrators.AppointAsync(
                () => db.Users.SingleOrDefaultAsync(user => user.NormalizedUserName == name && user.IsActive, stop),
                user => configuration.Did("user.make_administrator", "user", user.Id, user.UserName!, reason: ""),
                stop);
            if (appointed is null) continue;
            missing.Remove(name);
            Log.Appointed(logger, name);
        }
    }

    static partial class Log
    {
        [LoggerMessage(4300, LogLevel.Information, "{Name} is an administrator by configuration")]
        public static partial void Appointed(ILogger logger, string name);

        [LoggerMessage(4301, LogLevel.Warning, "The configured administrators could not be appointed; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
