using System.Net;
using System.Net.Sockets;

namespace Chat.ServiceTesting;

/// <summary>An address of this machine at which nobody answers: its port is taken, and not listened to.</summary>
sealed class Nobody : IDisposable
{
    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Nobody() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}";

    public void Dispose() => _socket.Dispose();
}
