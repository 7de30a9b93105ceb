using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

/// <summary>Free loopback ports, below the range from which the kernel takes ports for outgoing connections.</summary>
internal static class Ports
{
    private static readonly HashSet<int> Taken = [];

    internal static int Allocate()
    {
        lock (Taken)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = Random.Shared.Next(10000, 32768);
                if (IsFree(port) && Taken.Add(port))
                    return port;
            }
        }
        throw new DistributedApplicationException("No free port was found between 10000 and 32767.");
    }

    internal static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException)
        {
            return address.AddressFamily == AddressFamily.InterNetworkV6;
        }
    }
}
