using Chat.ServiceDefaults.Hosting;

namespace Chat.Accounts.SignIns;

/// <summary>What a request tells of where it comes from; kept for the user's list of sign-ins.</summary>
sealed record CallingDevice(string UserAgent, string Address)
{
    const int MaxUserAgent = 256;

    public static CallingDevice Of(HttpContext http)
    {
        var userAgent = http.Request.Headers.UserAgent.ToString();
        return new CallingDevice(userAgent.Length > MaxUserAgent ? userAgent[..MaxUserAgent] : userAgent, http.AddressOf());
    }
}
