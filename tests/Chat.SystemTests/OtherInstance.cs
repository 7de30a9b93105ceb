using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>One more instance of a service of the running system, with settings of its own, that the others do not know.</summary>
sealed class OtherInstance : IAsyncDisposable
{
    readonly Process _process;

    OtherInstance(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<OtherInstance> StartAsync(ChatSystem chat, string resource, params (string Setting, string Value)[] settings)
    {
        var start = (await chat.InstancesAsync(resource))[0].Copy();
        var port = FreePort();
        start.Environment["HTTP_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        if (start.Environment.ContainsKey("GRPC_PORT")) start.Environment["GRPC_PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        foreach (var (setting, value) in settings) start.Environment[setting] = value;
        start.RedirectStandardOutput = true;
        var instance = new OtherInstance(Process.Start(start)!, new Uri($"http://localhost:{port}"));
        instance._process.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = instance.Address };
        await Eventually.SucceedsAsync(async () => (await http.GetAsync("/ready")).EnsureSuccessStatusCode(), $"the other instance of {resource} is ready");
        return instance;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A port that nobody has at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
