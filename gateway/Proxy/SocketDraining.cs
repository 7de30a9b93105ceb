namespace Chat.Gateway.Proxy;

/// <summary>
/// Ends sockets when the gateway is asked to stop, each at its own moment within a few seconds, so that their clients come back to other
/// gateways one after another. Without it the host would wait for them until its timeout.
/// </summary>
sealed class SocketDraining(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    static readonly TimeSpan Spread = TimeSpan.FromSeconds(3);

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers.Upgrade.Count == 0)
        {
            await next(http);
            return;
        }

        using var over = new CancellationTokenSource();
        await using var stopping = lifetime.ApplicationStopping.Register(() => _ = EndAsync(http, over.Token));
        try
        {
            await next(http);
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    static async Task EndAsync(HttpContext http, CancellationToken over)
    {
        await Task.Delay(Spread * Random.Shared.NextDouble(), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!over.IsCancellationRequested) http.Abort();
    }
}
