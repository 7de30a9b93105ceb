using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Chat.ServiceDefaults.Outside;

/// <summary>
/// Connections to servers outside that strangers have named, and never to one inside: a name is resolved once, each of its addresses must be public,
/// and the connection goes to one of those addresses and no other. So no name can point elsewhere between the check and the request. No proxy,
/// cookies or credentials, and no trace headers; redirects are the caller's business.
/// </summary>
public sealed class OutsideConnections
{
    const int MaxAddresses = 3;

    static readonly int[] Ports = [80, 443];

    readonly IPNetwork[] _allowed;

    /// <param name="allowedNetworks">Networks that may be reached although they are not public, by any port, as in <c>10.1.0.0/16</c>.</param>
    public OutsideConnections(IEnumerable<string> allowedNetworks) => _allowed = [.. allowedNetworks.Select(IPNetwork.Parse)];

    /// <summary>Whether what is sent to allowed networks alone may go in the clear.</summary>
    public bool RequiresTls { get; init; }

    /// <summary>For options: which of the configured networks are none.</summary>
    /// <param name="networks">As configured.</param>
    /// <param name="key">Where they stand, as in <c>LinkPreviews:AllowedNetworks</c>.</param>
    public static IEnumerable<ValidationResult> Check(IEnumerable<string> networks, string key) =>
        networks.Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => new ValidationResult($"{key}: {network} is no network, as in 10.1.0.0/16.", [key[(key.LastIndexOf(':') + 1)..]]));

    /// <summary>
    /// A handler whose connections are of this kind. A refused one ends in an <see cref="HttpRequestException"/> around a
    /// <see cref="NotPublicException"/>.
    /// </summary>
    public SocketsHttpHandler NewHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        // Kilobytes.
        MaxResponseHeadersLength = 32,
        // What is not wanted is not read.
        MaxResponseDrainSize = 0,
        ConnectCallback = ConnectAsync,
    };

    /// <summary>Whether a request to this address would be let out now. A name that nobody knows leads nowhere.</summary>
    public async Task<bool> IsOutsideAsync(Uri uri, CancellationToken cancel)
    {
        try
        {
            return AreAllowed(await ResolveAsync(uri.IdnHost, cancel), uri.Port, uri.Scheme);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await ResolveAsync(host, cancel);
        if (!AreAllowed(addresses, port, context.InitialRequestMessage.RequestUri!.Scheme)) throw new NotPublicException();

        SocketException? last = null;
        foreach (var address in addresses.Take(MaxAddresses))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last!;
    }

    static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);

    // One that is not public beside others that are is no accident.
    bool AreAllowed(IPAddress[] addresses, int port, string scheme) =>
        addresses.Length > 0 && Array.TrueForAll(addresses, address => IsAllowed(address, port, scheme));

    bool IsAllowed(IPAddress address, int port, string scheme)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (Array.Exists(_allowed, network => network.Contains(plain))) return true;
        return PublicAddresses.IsPublic(plain) && Ports.Contains(port) && (!RequiresTls || scheme == Uri.UriSchemeHttps);
    }
}
