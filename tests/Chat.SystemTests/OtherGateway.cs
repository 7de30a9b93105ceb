using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>One more gateway of the running system, with settings of its own.</summary>
sealed class OtherGateway : IAsyncDisposable
{
    readonly Process _process;

    OtherGateway(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<OtherGateway> StartAsync(ChatSystem chat, string setting, string value)
    {
        var start = Assert.Single(await chat.InstancesAsync("gateway")).Copy();
        var port = FreePort();
        start.Environment["HTTP_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment[setting] = value;
        start.RedirectStandardOutput = true;
        var gateway = new OtherGateway(Process.Start(start)!, new Uri($"http://localhost:{port}"));
        gateway._process.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = gateway.Address };
        await Eventually.SucceedsAsync(async () => (await http.GetAsync("/ready")).EnsureSuccessStatusCode(), "the other gateway is ready");
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
