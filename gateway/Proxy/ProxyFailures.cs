using Yarp.ReverseProxy.Forwarder;

namespace Chat.Gateway.Proxy;

/// <summary>What is known of a request that an instance did not answer.</summary>
static class ProxyFailures
{
    /// <summary>The instance was never reached, so it cannot have acted.</summary>
    public static bool NeverArrived(this IForwarderErrorFeature failure) => failure.Exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        // SocketsHttpHandler.ConnectTimeout.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    /// <summary>The fault lies with the client: it went away, or its body did not come or is too large.</summary>
    public static bool IsTheClients(this IForwarderErrorFeature failure) => failure.Error
        is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeRequestClient;
}
