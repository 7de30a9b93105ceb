using System.Net;

namespace Chat.Accounts.SignIns;

/// <summary>What a request tells of where it comes from; kept for the user's list of sign-ins.</summary>
sealed record CallingDevice(string UserAgent, string Address)
{
    const int MaxUserAgent = 256;

    public static CallingDevice Of(HttpContext http)
    {
        var userAgent = http.Request.Headers.UserAgent.ToString();
        return new CallingDevice(userAgent.Length > MaxUserAgent ? userAgent[..MaxUserAgent] : userAgent, AddressOf(http));
    }

    /// <summary>The client's address. The gateway writes the header anew; who calls past it stands for themselves.</summary>
    public static string AddressOf(HttpContext http)
    {
        var address = IPAddress.TryParse(http.Request.Headers["X-Forwarded-For"].ToString(), out var told) ? told : http.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
    }
}
