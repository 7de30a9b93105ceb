using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Chat.Gateway.Proxy;

/// <summary>
/// Sends a request that an instance did not answer to another one, each at most once: any request that never arrived, and safe ones in any
/// case. What nobody answers is 503 <c>unavailable</c>, whatever the cause.
/// </summary>
sealed class RetryElsewhere(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var proxy = http.GetReverseProxyFeature();
        var available = proxy.AvailableDestinations;
        var tried = new List<DestinationState>(capacity: 1);
        while (true)
        {
            await next(http);
            if (http.GetForwarderErrorFeature() is not { } failure || failure.IsTheClients() || http.Response.HasStarted) return;

            if (proxy.ProxiedDestination is { } failed) tried.Add(failed);
            var others = Untried(available, tried) is { Count: > 0 } healthy ? healthy : Untried(proxy.AllDestinations, tried);
            if (others.Count == 0 || !MayRetry(http, failure))
            {
                http.Response.RefuseForNow();
                return;
            }

            http.Response.Clear();
            http.Features.Set<IForwarderErrorFeature>(null);
            proxy.ProxiedDestination = null;
            proxy.AvailableDestinations = others;
        }
    }

    static bool MayRetry(HttpContext http, IForwarderErrorFeature failure) =>
        failure.NeverArrived()
        || (failure.Error is ForwarderError.Request && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)));

    static List<DestinationState> Untried(IReadOnlyList<DestinationState> destinations, List<DestinationState> tried) =>
        [.. destinations.Where(destination => !tried.Contains(destination))];
}
