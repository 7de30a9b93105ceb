using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Gateway.Edge;

/// <summary>
/// Refuses a body that is announced to be larger than its route takes, so that the sender learns why. The server would refuse it too, but cut the
/// connection under what is still being sent, and the answer is lost with it. Bodies of unknown length are still left to the server.
/// </summary>
sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>In the configuration of a route: no limit.</summary>
    const long Any = -1;

    public Task InvokeAsync(HttpContext http)
    {
        var body = http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        var limit = http.GetRouteModel().Config.MaxRequestBodySize ?? body.MaxRequestBodySize;
        if (limit is null or Any || !(http.Request.ContentLength > limit)) return next(http);
        // The rest is read and thrown away, for the few seconds that the server allows.
        body.MaxRequestBodySize = null;
        throw new ChatException(ErrorCode.PayloadTooLarge);
    }
}
