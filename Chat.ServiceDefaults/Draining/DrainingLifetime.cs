using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.ServiceDefaults.Draining;

/// <summary>
/// Stops the process in turn with the others. On SIGTERM: fail readiness, give balancers time to notice, hand over what can be handed
/// over, and only then stop the host, which finishes what is under way. A second SIGTERM, or SIGINT, stops at once.
/// </summary>
sealed partial class DrainingLifetime(
    IHostApplicationLifetime host, IServiceProvider services, Readiness readiness, IOptions<DrainingOptions> options, TimeProvider time,
    ILogger<DrainingLifetime> logger) : IHostLifetime, IDisposable
{
    readonly List<PosixSignalRegistration> _signals = [];
    int _draining;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, OnInterrupt));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    void OnTerminate(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Exchange(ref _draining, 1) == 0) _ = DrainAsync();
        else host.StopApplication();
    }

    void OnInterrupt(PosixSignalContext signal)
    {
        signal.Cancel = true;
        host.StopApplication();
    }

    async Task DrainAsync()
    {
        Log.Draining(logger);
        readiness.Withdraw();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.LimitSeconds), time);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(options.Value.NoticeSeconds), time, limit.Token);
            await Task.WhenAll(services.GetServices<IDrainStep>().Select(step => step.DrainAsync(limit.Token))).WaitAsync(limit.Token);
        }
        catch (Exception e)
        {
            Log.CutShort(logger, e);
        }
        host.StopApplication();
    }

    static partial class Log
    {
        [LoggerMessage(500, LogLevel.Information, "Draining")]
        public static partial void Draining(ILogger logger);

        [LoggerMessage(501, LogLevel.Warning, "Stopping before all was handed over")]
        public static partial void CutShort(ILogger logger, Exception exception);
    }
}
