using System.Diagnostics;
using System.Net.Sockets;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>An AppHost of its own, in a process that can be killed.</summary>
public sealed class OrphanTests
{
    [Fact]
    public async Task Killing_the_AppHost_leaves_no_process_behind()
    {
        var data = Directory.CreateTempSubdirectory("chat-orphans-").FullName;
        using var appHost = Start(data, port: 0);
        try
        {
            await Eventually.BecomesTrueAsync(
                () => new[] { "postgres", "redis-server", "beam", "Chat.Gateway", "Chat.Realtime", "Chat.Messages" }.All(name => Processes(data, name).Count > 0),
                "servers and services run", 120);
            appHost.Kill();
            await appHost.WaitForExitAsync();
            await Eventually.BecomesTrueAsync(() => Processes(data).Count == 0, "nothing is left", 40);
        }
        finally
        {
            if (!appHost.HasExited) appHost.Kill();
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_sentence()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("chat-port-").FullName;
        using var appHost = Start(data, port);
        var said = await appHost.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await appHost.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.NotEqual(0, appHost.ExitCode);
        Assert.Contains($"Port {port} is in use", said, StringComparison.Ordinal);
        Assert.Empty(Processes(data));
        Directory.Delete(data, recursive: true);
    }

    static Process Start(string data, int port)
    {
        var start = new ProcessStartInfo("dotnet",
            [typeof(Projects.Chat_AppHost).Assembly.Location, $"--Chat:DataDirectory={data}", $"--Gateway:Port={port}", "--Dashboard:Enabled=false"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        // Inherited by everything that the AppHost starts, and by what that starts.
        start.Environment["CHAT_TEST_RUN"] = data;
        var appHost = Process.Start(start)!;
        appHost.BeginOutputReadLine();
        return appHost;
    }

    /// <summary>Every process that descends from the AppHost of this run, itself included, and has this in its command line.</summary>
    static List<int> Processes(string data, string name = "")
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var id)) continue;
            try
            {
                // Servers that write their title over their environment are told by the folder they work in.
                var isOurs = File.ReadAllText($"{directory}/environ").Contains(data, StringComparison.Ordinal)
                    || new FileInfo($"{directory}/cwd").LinkTarget?.StartsWith(data, StringComparison.Ordinal) == true;
                if (isOurs && File.ReadAllText($"{directory}/cmdline").Contains(name, StringComparison.Ordinal)) found.Add(id);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or it is not ours.
            }
        }
        return found;
    }
}
