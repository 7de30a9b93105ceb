using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Bench.Wire;

/// <summary>Opens WebSockets (RFC 6455, section 4) as a browser does that holds a cookie.</summary>
static class WebSocketUpgrade
{
    const int MaxAnswer = 16 * 1024;

    /// <param name="gateway">On loopback, see <see cref="Target.Loopback"/>.</param>
    /// <param name="path">What to open.</param>
    /// <param name="cookie">The Cookie header.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="IOException">When the server refuses or the connection fails.</exception>
    public static async Task<WebSocketLink> ConnectAsync(Uri gateway, string path, string cookie, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, gateway.Port), cancel);
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            var request = $"GET {path} HTTP/1.1\r\nHost: {gateway.Authority}\r\nOrigin: {gateway.GetLeftPart(UriPartial.Authority)}\r\n"
                + $"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nCookie: {cookie}\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None, cancel);
            var buffer = new byte[MaxAnswer];
            for (var length = 0; length < buffer.Length;)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancel);
                if (count == 0) throw new IOException("The connection ended during the upgrade.");
                length += count;
                var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                if (end < 0) continue;
                var status = Encoding.ASCII.GetString(buffer, 0, end).Split('\r')[0];
                if (!status.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new IOException($"No upgrade: {status}");
                return new WebSocketLink(socket, buffer.AsSpan(end + 4, length - end - 4));
            }
            throw new IOException("The answer to the upgrade is too long.");
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
