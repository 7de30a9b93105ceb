using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>A real ClamAV daemon that knows one signature: that of the EICAR test file.</summary>
sealed class ClamServer : IAsyncDisposable
{
    const string Eicar = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n";

    readonly string _folder = Directory.CreateTempSubdirectory("chat-clam-").FullName;
    Process? _process;

    public int Port { get; } = OneMore.FreePort();

    public static async Task<ClamServer> StartAsync()
    {
        var server = new ClamServer();
        Directory.CreateDirectory(Path.Combine(server._folder, "signatures"));
        await File.WriteAllTextAsync(Path.Combine(server._folder, "signatures", "eicar.hdb"), Eicar);
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(
            Path.Combine(server._folder, "clamd.conf"), $"Foreground yes\nDatabaseDirectory {server._folder}/signatures\nTCPSocket {port}\nTCPAddr 127.0.0.1\n");
        await server.RunAsync();
        return server;
    }

    /// <summary>Starts it; answers when it takes files.</summary>
    public async Task RunAsync()
    {
        var program = File.Exists("/usr/sbin/clamd") ? "/usr/sbin/clamd" : "clamd";
        _process = Process.Start(new ProcessStartInfo(program, ["-c", Path.Combine(_folder, "clamd.conf")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.SucceedsAsync(async () =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }, "the virus scanner listens");
    }

    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } running) return;
        running.Kill();
        await running.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
