using System.Collections.Concurrent;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Draining;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Realtime.Connections;

/// <summary>Sends the connections away that come through a gateway which stops, each at its own moment: their clients connect again through another.</summary>
sealed partial class GatewayWatch(
    IConnectionMultiplexer redis, SessionRegistry registry, Departure departure, IOptions<DrainingOptions> options, TimeProvider time,
    ILogger<GatewayWatch> logger)
    : BackgroundService
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, bool> _leaving = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Once is enough: subscriptions are taken up again by themselves.
                await redis.GetSubscriber().SubscribeAsync(
                    RedisChannel.Literal(GatewayDeparture.Channel), (_, mark) => SendAway(mark.ToString(), stoppingToken));
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                Log.Waiting(logger, e.Message);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    void SendAway(string mark, CancellationToken stop) => _ = SendAwayAsync(mark, stop);

    async Task SendAwayAsync(string mark, CancellationToken stop)
    {
        if (!_leaving.TryAdd(mark, true)) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.LimitSeconds));
        await departure.SendAwayAsync<Subscriber>(
            () => [.. registry.Subscribers.Where(subscriber => subscriber.Caller.Gateway == mark)], subscriber => subscriber.Move(), limit.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _leaving.TryRemove(mark, out _);
    }

    static partial class Log
    {
        [LoggerMessage(3040, LogLevel.Warning, "Gateways that stop are not heard of yet: {Reason}")]
        public static partial void Waiting(ILogger logger, string reason);
    }
}
