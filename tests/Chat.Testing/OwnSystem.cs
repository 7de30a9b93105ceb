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
    readonly Process _appHost;

    OwnSystem(IEnumerable<string> settings)
    {
        var start = new ProcessStartInfo("dotnet",
            [typeof(Projects.Chat_AppHost).Assembly.Location, $"--Chat:DataDirectory={_data}", "--Gateway:Port=0", "--RateLimits:SignInsPerMinute=0", .. settings])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = Dashboard.GetLeftPart(UriPartial.Authority);
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        _appHost = new Process { StartInfo = start };
        _appHost.OutputDataReceived += Keep;
        _appHost.ErrorDataReceived += Keep;
        _appHost.Start();
        _appHost.BeginOutputReadLine();
        _appHost.BeginErrorReadLine();
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
            await Eventually.BecomesTrueAsync(
                () => system.Says("Chat: ") is not null && (!hasDashboard || system.Says("Dashboard: ") is not null), "the system runs", StartSeconds);
            system.Gateway = new Uri(system.Says("Chat: ")!);
            return system;
        }
        catch (TimeoutException e)
        {
            var said = string.Join('\n', system._lines);
            await system.DisposeAsync();
            throw new TimeoutException($"{e.Message}; the AppHost said:\n{said}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_appHost.HasExited)
        {
            using var kill = Process.Start("kill", [$"-{Terminate}", _appHost.Id.ToString(CultureInfo.InvariantCulture)]);
            await _appHost.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }
        _appHost.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    string? Says(string beginning) => _lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal))?[beginning.Length..].Trim();

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
