using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Chat.Testing;

/// <summary>One more whole system, as an operator starts it: an AppHost in a process of its own, with settings of its own.</summary>
public sealed class OwnSystem : IAsyncDisposable
{
    const int Terminate = 15;
    const double StartSeconds = 240;

    readonly string _data = Directory.CreateTempSubdirectory("chat-own-").FullName;
    readonly ConcurrentQueue<string> _lines = [];
    readonly string[] _settings;
    Process _appHost;

    OwnSystem(IEnumerable<string> settings)
    {
        _settings = [.. settings];
        _appHost = Run();
    }

    Process Run()
    {
        var start = new ProcessStartInfo("dotnet",
            [typeof(Projects.Chat_AppHost).Assembly.Location, $"--Chat:DataDirectory={_data}", "--Gateway:Port=0", "--RateLimits:SignInsPerMinute=0", .. _settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = Dashboard.GetLeftPart(UriPartial.Authority);
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        var appHost = new Process { StartInfo = start };
        appHost.OutputDataReceived += Keep;
        appHost.ErrorDataReceived += Keep;
        appHost.Start();
        appHost.BeginOutputReadLine();
        appHost.BeginErrorReadLine();
        return appHost;
    }

    /// <summary>Where the dashboard is, if there is one.</summary>
    public Uri Dashboard { get; } = new($"http://localhost:{FreePort()}");

    /// <summary>Where users reach it.</summary>
    public Uri Gateway { get; private set; } = null!;

    /// <param name="settings">As arguments of the AppHost.</param>
    /// <param name="hasDashboard">Whether the dashboard runs, too.</param>
    public static async Task<OwnSystem> StartAsync(IEnumerable<string> settings, bool hasDashboard = false)
    {
        var system = new OwnSystem([.. settings, $"--Dashboard:Enabled={hasDashboard}"]);
        try
        {
            await system.IsUpAsync(hasDashboard);
            return system;
        }
        catch (TimeoutException e)
        {
            var said = string.Join('\n', system._lines);
            await system.DisposeAsync();
            throw new TimeoutException($"{e.Message}; the AppHost said:\n{said}", e);
        }
    }

    /// <summary>Stops it as an operator does, and starts it again with the same data. What it said before is forgotten.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _appHost.Dispose();
        _lines.Clear();
        _appHost = Run();
        await IsUpAsync(hasDashboard: false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _appHost.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    async Task StopAsync()
    {
        if (_appHost.HasExited) return;
        using var kill = Process.Start("kill", [$"-{Terminate}", _appHost.Id.ToString(CultureInfo.InvariantCulture)]);
        await _appHost.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
    }

    async Task IsUpAsync(bool hasDashboard)
    {
        await Eventually.BecomesTrueAsync(() => Says("Chat: ") is not null && (!hasDashboard || Says("Dashboard: ") is not null), "the system runs", StartSeconds);
        Gateway = new Uri(Says("Chat: ")!);
    }

    /// <summary>The rest of the first line that it printed and that begins so; null when there is none.</summary>
    public string? Says(string beginning) => _lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))?[beginning.Length..].Trim();

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    void Keep(object sender, DataReceivedEventArgs printed)
    {
        if (printed.Data is { } line) _lines.Enqueue(line);
    }
}
