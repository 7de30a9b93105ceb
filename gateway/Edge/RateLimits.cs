using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Gateway.Edge;

static class RateLimits
{
    // Routes name it in appsettings.json.
    const string SignIn = "sign-in";
    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.OnRejected = (rejected, _) =>
            {
                Refuse(rejected.HttpContext.Response, rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : Window);
                return ValueTask.CompletedTask;
            };
            limiter.AddPolicy(SignIn, http => ByAddress(http, OptionsOf(http).SignInsPerMinute));
        });
    }

    /// <summary>Answers 429; the body is written as for every status without one.</summary>
    public static void Refuse(HttpResponse response, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    static RateLimitOptions OptionsOf(HttpContext http) => http.RequestServices.GetRequiredService<IOptions<RateLimitOptions>>().Value;

    static RateLimitPartition<string> ByAddress(HttpContext http, int limit) => limit == 0
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.Get(NetworkOf(http.Connection.RemoteIpAddress), network => new SharedWindow(
            http.RequestServices.GetRequiredService<IConnectionMultiplexer>(), $"gateway:sign-ins:{network}", limit, Window, TimeProvider.System));

    /// <summary>An IPv4 address, or the /64 of an IPv6 address: that much is handed to one household.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
