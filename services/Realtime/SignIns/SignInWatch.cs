using Chat.Contracts.Accounts.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;

namespace Chat.Realtime.SignIns;

/// <summary>
/// Asks Accounts every minute which sign-ins of this instance's connections have ended: those that expired, and those whose
/// event got lost. When Accounts does not answer, connections stay.
/// </summary>
sealed partial class SignInWatch(SessionRegistry registry, Contracts.Accounts.V1.SignIns.SignInsClient accounts, TimeProvider time, ILogger<SignInWatch> logger)
    : BackgroundService
{
    const int SignInsAtOnce = 1000;
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var some in registry.Subscribers.GroupBy(subscriber => subscriber.Caller.SignInId).Chunk(SignInsAtOnce))
            {
                try
                {
                    await CloseEndedAsync(some, stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, e);
                }
            }
        }
    }

    async Task CloseEndedAsync(IGrouping<string, Subscriber>[] signIns, CancellationToken stop)
    {
        var reply = await accounts.FindEndedAsync(
            new FindEndedRequest { SignInIds = { signIns.Select(signIn => signIn.Key) } }, deadline: DateTime.UtcNow + Deadline, cancellationToken: stop);
        var ended = reply.SignInIds.ToHashSet();
        foreach (var subscriber in signIns.Where(signIn => ended.Contains(signIn.Key)).SelectMany(signIn => signIn)) subscriber.SignOut("expired");
    }

    static partial class Log
    {
        [LoggerMessage(3400, LogLevel.Warning, "Sign-ins could not be checked")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
