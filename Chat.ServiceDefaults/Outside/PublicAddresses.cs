using System.Net;
using System.Net.Sockets;

namespace Chat.ServiceDefaults.Outside;

/// <summary>
/// Which addresses are the public internet's, by the registries of addresses for special purposes
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry). What is
/// not known to be public is not.
/// </summary>
public static class PublicAddresses
{
    // In no registry, and yet inside: where machines of this cloud ask for what is theirs
    // (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
    const string Azure = "168.63.129.16/32";

    static readonly IPNetwork[] Special4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", Azure, "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Inside the global ones: for protocols (Teredo among them), for documentation, and 6to4, which carries an address of its own.
    static readonly IPNetwork[] Special6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    // RFC 6052: an IPv4 address as networks that speak IPv6 alone see it.
    static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether it is; an address inside another is looked at, too.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return IsPublic(address.MapToIPv4());
        if (address.AddressFamily is AddressFamily.InterNetwork) return !Array.Exists(Special4, network => network.Contains(address));
        if (Translated.Contains(address)) return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        return Global6.Contains(address) && !Array.Exists(Special6, network => network.Contains(address));
    }
}
