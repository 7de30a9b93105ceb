using Chat.ServiceDefaults.Draining;
using Microsoft.Extensions.Options;

namespace Chat.Realtime.Delivery;

/// <summary>Sends the connections of a stopping instance to others, each at its own moment, so that no crowd arrives there at once.</summary>
sealed class ConnectionDrain(SessionRegistry registry, IOptions<DrainingOptions> options) : IDrainStep
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public async Task DrainAsync(CancellationToken cancel)
    {
        var told = new HashSet<Subscriber>();
        // Again and again: some come while others go.
        while (registry.Subscribers.ToList() is { Count: > 0 } open)
        {
            foreach (var subscriber in open)
                if (told.Add(subscriber)) _ = MoveAsync(subscriber, options.Value.MomentAmong(open.Count), cancel);
            await Task.Delay(Look, cancel);
        }
    }

    static async Task MoveAsync(Subscriber subscriber, TimeSpan moment, CancellationToken cancel)
    {
        await Task.Delay(moment, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        subscriber.Move();
    }
}
