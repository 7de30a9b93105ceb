using System.Net;
using System.Net.Sockets;

namespace Chat.SystemTests;

/// <summary>An address where nothing answers until it is opened; then it leads to a server.</summary>
sealed class Detour : IAsyncDisposable
{
    readonly CancellationTokenSource _end = new();
    readonly int _target;

    // Bound from the start, so that nobody else takes the port, but not listening: whoever comes is refused.
    readonly Socket _socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
    Task _accepting = Task.CompletedTask;

    public Detour(int target)
    {
        _target = target;
        _socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Open()
    {
        _socket.Listen();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _socket.Dispose();
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = LeadAsync(await _socket.AcceptAsync(_end.Token), _end.Token);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    async Task LeadAsync(Socket from, CancellationToken stop)
    {
        using var to = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        using (from)
        {
            try
            {
                await to.ConnectAsync("localhost", _target, stop);
                await using var near = new NetworkStream(from);
                await using var far = new NetworkStream(to);
                await Task.WhenAny(near.CopyToAsync(far, stop), far.CopyToAsync(near, stop));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side has ended the connection.
            }
        }
    }
}
