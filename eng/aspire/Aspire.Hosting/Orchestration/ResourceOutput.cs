using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// What one process prints: into a file of the folder <c>Aspire:ResourceLogDirectory</c>, if that is set, to the AppHost's log if
/// <see cref="DistributedApplicationOptions.EnableResourceLogging"/> says so, and the last lines into memory, some for the AppHost and more for the dashboard.
/// </summary>
internal sealed partial class ResourceOutput : IDisposable
{
    private const int KeptLines = 30;
    private const long FileLimit = 50_000_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _last = new();
    private readonly StreamWriter? _file;
    private readonly ILogger? _log;
    private readonly ConsoleLog _console;

    internal ResourceOutput(ResourceInstance instance, IConfiguration configuration, IServiceProvider services)
    {
        _console = instance.Console;
        if (services.GetRequiredService<DistributedApplicationOptions>().EnableResourceLogging)
            _log = services.GetRequiredService<ResourceLoggerService>().GetLogger(instance.Id);
        if (configuration["Aspire:ResourceLogDirectory"] is not { Length: > 0 } directory)
            return;
        Directory.CreateDirectory(directory);
        File = Path.Combine(directory, $"{instance.Id}.log");
        if (new FileInfo(File) is { Exists: true, Length: > FileLimit })
            System.IO.File.Move(File, File + ".old", overwrite: true);
        _file = new StreamWriter(File, append: true) { AutoFlush = true };
    }

    internal string? File { get; }

    public void Dispose()
    {
        lock (_lock)
            _file?.Dispose();
    }

    internal void Write(string line, bool isError)
    {
        lock (_lock)
        {
            if (_last.Count == KeptLines)
                _last.Dequeue();
            _last.Enqueue(line);
            if (_file?.BaseStream is { CanWrite: true })
                _file.WriteLine(line);
        }
        _console.Add(line, isError);
        if (_log is not null)
            LogLine(_log, isError ? LogLevel.Error : LogLevel.Information, line);
    }

    internal string[] LastLines()
    {
        lock (_lock)
            return [.. _last];
    }

    [LoggerMessage(EventId = 1, Message = "{Line}")]
    private static partial void LogLine(ILogger log, LogLevel level, string line);
}
