using System.Collections.Concurrent;
using Chat.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Gateway.Proxy;

/// <summary>
/// The sockets that go through this gateway. When it stops each is ended at its own moment, so that their clients come back by other
/// gateways one after another.
/// </summary>
sealed class OpenSockets(Departure departure) : IDrainStep
{
    readonly ConcurrentDictionary<HttpContext, bool> _open = new();

    public void Add(HttpContext socket) => _open.TryAdd(socket, true);

    public void Remove(HttpContext socket) => _open.TryRemove(socket, out _);

    public Task DrainAsync(CancellationToken cancel) => departure.SendAwayAsync(() => _open.Keys, End, cancel);

    void End(HttpContext socket)
    {
        if (_open.ContainsKey(socket)) socket.Abort();
    }
}

/// <summary>Keeps <see cref="OpenSockets"/>.</summary>
sealed class SocketDraining(RequestDelegate next, OpenSockets sockets)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var isSocket = http.Request.Headers.Upgrade.Count > 0 || http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
        if (!isSocket)
        {
            await next(http);
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
