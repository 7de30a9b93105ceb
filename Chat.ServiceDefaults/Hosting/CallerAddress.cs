using System.Net;
using Microsoft.AspNetCore.Http;

namespace Chat.ServiceDefaults.Hosting;

public static class CallerAddress
{
    /// <summary>The client's address; empty when there is none. The gateway writes the header anew; who calls past it stands for themselves.</summary>
    public static string AddressOf(this HttpContext http)
    {
        var address = IPAddress.TryParse(http.Request.Headers["X-Forwarded-For"].ToString(), out var told) ? told : http.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
    }
}
