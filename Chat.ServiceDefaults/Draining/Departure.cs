using Microsoft.Extensions.Options;

namespace Chat.ServiceDefaults.Draining;

/// <summary>Sends the clients of a stopping instance away, each at its own moment, so that no crowd arrives elsewhere at once.</summary>
public sealed class Departure(IOptions<DrainingOptions> options)
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when no client is left. Those who come meanwhile are sent away, too.</summary>
    /// <param name="open">The clients that are connected now.</param>
    /// <param name="sendAway">Called once for each; when cancelled, at once for those whose moment had not come.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task SendAwayAsync<T>(Func<ICollection<T>> open, Action<T> sendAway, CancellationToken cancel) where T : class
    {
        var told = new HashSet<T>();
        while (open() is { Count: > 0 } clients)
        {
            foreach (var client in clients)
                if (told.Add(client)) _ = SendAsync(client, options.Value.MomentAmong(clients.Count));
            await Task.Delay(Look, cancel);
        }

        async Task SendAsync(T client, TimeSpan moment)
        {
            await Task.Delay(moment, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sendAway(client);
        }
    }
}
