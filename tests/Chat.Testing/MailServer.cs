using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Chat.Testing;

/// <summary>A real SMTP server (aiosmtpd) that puts every mail it takes into a folder.</summary>
public sealed class MailServer : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("chat-mail-").FullName;
    Process? _server;

    public MailServer()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Port = ((IPEndPoint)free.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>Starts it, unless it runs; answers when it takes mails.</summary>
    public async Task StartAsync()
    {
        if (_server is { HasExited: false }) return;
        var address = string.Create(CultureInfo.InvariantCulture, $"localhost:{Port}");
        string[] arguments = ["--nosetuid", "--class", "aiosmtpd.handlers.Mailbox", "--listen", address, Path.Combine(_folder, "mails")];
        _server = Process.Start(new ProcessStartInfo("aiosmtpd", arguments) { WorkingDirectory = _folder })!;
        await Eventually.SucceedsAsync(async () =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync("localhost", Port);
            return true;
        }, "the mail server listens");
    }

    public async Task StopAsync()
    {
        if (_server is not { HasExited: false } running) return;
        running.Kill();
        await running.WaitForExitAsync();
    }

    /// <summary>The mails to an address, as they came over the wire.</summary>
    public IReadOnlyList<string> MailsTo(string address) =>
        [.. Delivered().Where(mail => mail.Contains($"X-RcptTo: {address}", StringComparison.OrdinalIgnoreCase))];

    /// <summary>Waits for one mail more to an address than were there.</summary>
    public async Task<string> NextToAsync(string address, int after = 0, double seconds = 30)
    {
        await Eventually.BecomesTrueAsync(() => MailsTo(address).Count > after, $"a mail to {address} arrives", seconds);
        return MailsTo(address)[^1];
    }

    /// <summary>All mails, in the order in which they came (a Maildir).</summary>
    IEnumerable<string> Delivered()
    {
        var folder = Path.Combine(_folder, "mails", "new");
        return Directory.Exists(folder) ? Directory.GetFiles(folder).OrderBy(File.GetLastWriteTimeUtc).Select(File.ReadAllText) : [];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
