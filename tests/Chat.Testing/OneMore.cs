using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Chat.Testing;

/// <summary>One more process of a service of the running system: the same program with ports of its own, and with settings that differ.</summary>
public sealed class OneMore : IAsyncDisposable
{
    readonly Process _process;
    readonly ConcurrentQueue<string> _lines = [];

    OneMore(ProcessStartInfo start, int port)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join('\n', _lines);

    public static Task<OneMore> StartAsync(ChatSystem chat, string service, IEnumerable<KeyValuePair<string, string?>> settings, params string[] arguments) =>
        StartAsync(chat, service, folder: null, settings, arguments);

    /// <summary>The same, from what was published into a folder.</summary>
    public static async Task<OneMore> StartAsync(
        ChatSystem chat, string service, string? folder, IEnumerable<KeyValuePair<string, string?>> settings, params string[] arguments)
    {
        var start = (await chat.InstancesAsync(service))[0].Copy();
        if (folder is not null) (start.FileName, start.WorkingDirectory) = (Path.Combine(folder, Path.GetFileName(start.FileName)), folder);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var port = FreePort();
        start.Environment["HTTP_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        if (start.Environment.ContainsKey("GRPC_PORT")) start.Environment["GRPC_PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new OneMore(start, port);
    }

    /// <summary>Waits until <c>/ready</c> says so.</summary>
    public async Task<OneMore> IsReadyAsync()
    {
        await Eventually.SucceedsAsync(
            async () => _process.HasExited ? null : (await Http.GetAsync("/ready")).EnsureSuccessStatusCode(), $"{_process.StartInfo.FileName} is ready", 90);
        Assert.False(_process.HasExited, Output);
        return this;
    }

    /// <summary>What a health endpoint answers: its code, and each check with its state.</summary>
    public async Task<(HttpStatusCode Code, Dictionary<string, string> Checks)> HealthAsync(string path)
    {
        using var reply = await Eventually.SucceedsAsync(() => Http.GetAsync(path), $"{Address}{path} answers", 60);
        var checks = JsonSerializer.Deserialize<JsonElement>(await reply.Content.ReadAsStringAsync()).GetProperty("checks");
        return (reply.StatusCode, checks.EnumerateObject().ToDictionary(check => check.Name, check => check.Value.GetString()!));
    }

    /// <summary>Asks it to stop, and answers when it has.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await ExitCodeAsync();
    }

    /// <summary>Waits for it to end by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public static int FreePort()
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
