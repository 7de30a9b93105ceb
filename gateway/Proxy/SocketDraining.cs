using System.Collections.Concurrent;
using Chat.ServiceDefaults.Draining;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Gateway.Proxy;

/// <summary>
/// The sockets that go through this gateway. When it stops Realtime is asked to end each at its own moment, so that their clients come back by other
/// gateways one after another; what is left after that time is cut off. New ones are refused meanwhile: where this is the only gateway, its clients would
/// come back to it to be sent away once more.
/// </summary>
sealed partial class OpenSockets(
    Departure departure, IOptions<DrainingOptions> options, IConnectionMultiplexer redis, TimeProvider time, ILogger<OpenSockets> logger)
    : IDrainStep
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>What a goodbye takes once its moment has come.</summary>
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<HttpContext, bool> _open = new();
    readonly string _mark = Guid.NewGuid().ToString("N")[..8];
    volatile bool _areLeaving;

    public bool AreLeaving => _areLeaving;

    public void Add(HttpContext socket)
    {
        socket.Request.Headers[GatewayDeparture.Header] = _mark;
        _open.TryAdd(socket, true);
    }

    public void Remove(HttpContext socket) => _open.TryRemove(socket, out _);

    public async Task DrainAsync(CancellationToken cancel)
    {
        _areLeaving = true;
        if (await IsAnnouncedAsync())
        {
            var end = time.GetUtcNow() + options.Value.SpreadOf(_open.Count) + Farewell;
            while (!_open.IsEmpty && time.GetUtcNow() < end) await Task.Delay(Look, time, cancel);
        }
        await departure.SendAwayAsync(() => _open.Keys, End, cancel);
    }

    async Task<bool> IsAnnouncedAsync()
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(GatewayDeparture.ChannelPrefix + GatewayDeparture.Channel), _mark);
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            Log.NotAnnounced(logger, e);
            return false;
        }
    }

    void End(HttpContext socket)
    {
        if (_open.ContainsKey(socket)) socket.Abort();
    }

    static partial class Log
    {
        [LoggerMessage(5000, LogLevel.Warning, "Realtime does not hear that this gateway stops; its sockets end without a goodbye")]
        public static partial void NotAnnounced(ILogger logger, Exception exception);
    }
}

/// <summary>Keeps <see cref="OpenSockets"/>.</summary>
sealed class SocketDraining(RequestDelegate next, OpenSockets sockets)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.IsSocket())
        {
            await next(http);
            return;
        }
        if (sockets.AreLeaving)
        {
            http.Response.RefuseForNow();
            return;
        }
        sockets.Add(http);
        try
        {
            await next(http);
        }
        finally
        {
            sockets.Remove(http);
        }
    }
}
