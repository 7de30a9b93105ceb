using System.Collections.Concurrent;
using Chat.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Chat.Gateway.Proxy;

/// <summary>
/// The sockets that go through this gateway. When it stops each is ended at its own moment, so that their clients come back by other
/// gateways one after another.
/// </summary>
sealed class OpenSockets(IOptions<DrainingOptions> options) : IDrainStep
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    readonly ConcurrentDictionary<HttpContext, bool> _open = new();

    public void Add(HttpContext socket) => _open.TryAdd(socket, true);

    public void Remove(HttpContext socket) => _open.TryRemove(socket, out _);

    public async Task DrainAsync(CancellationToken cancel)
    {
        var told = new HashSet<HttpContext>();
        while (_open.Keys is { Count: > 0 } open)
        {
            foreach (var socket in open)
                if (told.Add(socket)) _ = EndAsync(socket, options.Value.MomentAmong(open.Count), cancel);
            await Task.Delay(Look, cancel);
        }
    }

    async Task EndAsync(HttpContext socket, TimeSpan moment, CancellationToken cancel)
    {
        await Task.Delay(moment, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
