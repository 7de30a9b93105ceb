using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Chat.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Push;

/// <summary>
/// Sends what is in the lanes. Whoever adds never waits; an instance that stops sends what it has as long as it may, but waits for no push service.
/// </summary>
sealed partial class PushSender(
    IServiceScopeFactory scopes, PushClient client, IOptions<PushOptions> options, TimeProvider time, ILogger<PushSender> logger) : IHostedService, IDisposable
{
    const int Capacity = 10_000;

    /// <summary>Requests under way at once.</summary>
    const int AtOnce = 64;

    const int MaxTries = 4;
    const int TopicLength = 32;

    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Older ones tell nobody anything.</summary>
    static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    static readonly Counter<long> Pushes = ChatTelemetry.Meter.CreateCounter<long>(
        "chat.accounts.pushes", "{message}", "Messages handed to push services, by result");

    readonly PushLanes _lanes = new(Capacity);
    readonly ConcurrentDictionary<long, Task> _running = [];
    long _lastRun;
    readonly SemaphoreSlim _places = new(AtOnce);
    readonly CancellationTokenSource _stopping = new();
    readonly CancellationTokenSource _stop = new();

    public void Add(PushDelivery delivery)
    {
        if (_stop.IsCancellationRequested) return;
        if (!_lanes.TryAdd(delivery, out var isFirst)) Count("dropped");
        if (!isFirst) return;
        var run = Interlocked.Increment(ref _lastRun);
        var running = Task.Run(() => EmptyAsync(delivery.To.Id));
        _running[run] = running;
        _ = running.ContinueWith(_ => _running.TryRemove(run, out var _), TaskScheduler.Default);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values);
    }

    public void Dispose()
    {
        _places.Dispose();
        _stopping.Dispose();
        _stop.Dispose();
    }

    async Task EmptyAsync(long id)
    {
        for (var failures = 0; _lanes.Take(id) is { } delivery;)
        {
            if (await SendAsync(delivery) is not { } outcome)
            {
                _lanes.Clear(id);
                continue;
            }
            Count(outcome.Result.ToString().ToLowerInvariant());
            if (outcome.Result is not PushResult.Later)
            {
                failures = 0;
                if (outcome.Result is PushResult.Gone) _lanes.Clear(id);
                continue;
            }
            // While a push service stays away, each message but the first is tried once.
            if (++failures < MaxTries) _lanes.GiveBack(delivery);
            var wait = outcome.RetryAfter ?? TimeSpan.FromSeconds(options.Value.RetrySeconds * Math.Pow(2, Math.Min(failures - 1, 10)));
            await Task.Delay(wait < LongestWait ? wait > TimeSpan.Zero ? wait : TimeSpan.Zero : LongestWait, time, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested) return;
        }
    }

    /// <summary>Null: there is nobody to send to any more.</summary>
    async Task<PushOutcome?> SendAsync(PushDelivery delivery)
    {
        try
        {
            await _places.WaitAsync(_stop.Token);
            try
            {
                return await SendInPlaceAsync(delivery, _stop.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
            return new PushOutcome(PushResult.Later);
        }
    }

    async Task<PushOutcome?> SendInPlaceAsync(PushDelivery delivery, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var subscriptions = scope.ServiceProvider.GetRequiredService<PushSubscriptions>();
        // It may have waited. Who has signed out meanwhile is told nothing more.
        if (!await subscriptions.IsAliveAsync(delivery.To, stop)) return null;
        var left = delivery.PostedAt + MaxAge - time.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero) return new PushOutcome(PushResult.Refused);
        var outcome = await client.SendAsync(delivery.To, delivery.News, left, TopicOf(delivery), stop);
        if (outcome.Result is PushResult.Gone) await subscriptions.ForgetAsync(delivery.To, stop);
        if (outcome.Result is PushResult.Refused) Log.Refused(logger, outcome.Status, new Uri(delivery.To.Endpoint).Host);
        return outcome;
    }

    /// <summary>One for each session of a browser, which tells the push service nothing of the session (RFC 8030, 5.4).</summary>
    static string TopicOf(PushDelivery delivery)
    {
        var session = Encoding.ASCII.GetBytes(delivery.SessionId.ToString(CultureInfo.InvariantCulture));
        return Base64Url.EncodeToString(HMACSHA256.HashData(delivery.To.Auth, session))[..TopicLength];
    }

    static void Count(string result) => Pushes.Add(1, KeyValuePair.Create<string, object?>("result", result));

    static partial class Log
    {
        [LoggerMessage(80, LogLevel.Warning, "A push message could not be sent; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(81, LogLevel.Warning, "The push service at {Host} refuses a message with status {Status}")]
        public static partial void Refused(ILogger logger, int status, string host);
    }
}
