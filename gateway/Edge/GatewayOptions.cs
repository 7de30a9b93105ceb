namespace Chat.Gateway.Edge;

/// <summary>Configuration section <c>Gateway</c>.</summary>
sealed class GatewayOptions
{
    /// <summary>
    /// The networks (<c>10.0.0.0/8</c>) of the load balancers in front, whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed.
    /// Empty: nobody's are. When TLS ends at a load balancer, it must be listed: cookies and cross-site checks go by the scheme.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];
}
