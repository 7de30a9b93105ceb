using System.Net;
using System.Net.Sockets;

namespace Chat.BrowserTests;

/// <summary>The way from a browser to the gateway, which can be cut: what is open breaks, and nothing can be opened until it is mended.</summary>
public sealed class Wire : IAsyncDisposable
{
    readonly Uri _gateway;
    readonly HashSet<TcpClient> _open = [];
    TcpListener _listener;

    public Wire(Uri gateway)
    {
        _gateway = gateway;
        _listener = Listen(0);
        Address = new Uri($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    public Uri Address { get; }

    public void Cut()
    {
        _listener.Stop();
        lock (_open)
        {
            foreach (var client in _open) client.Close();
            _open.Clear();
        }
    }

    public void Mend() => _listener = Listen(Address.Port);

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        _ = AcceptAsync(listener);
        return listener;
    }

    async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            lock (_open) _open.UnionWith([client, server]);
            await server.ConnectAsync(_gateway.Host, _gateway.Port);
            var (here, there) = (client.GetStream(), server.GetStream());
            await Task.WhenAny(here.CopyToAsync(there), there.CopyToAsync(here));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Cut, or closed by one of the two.
        }
        finally
        {
            client.Dispose();
            lock (_open) _open.ExceptWith([client, server]);
        }
    }
}
