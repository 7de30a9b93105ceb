using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Chat.Gateway.Edge;

static class TrustedProxies
{
    static readonly string[] Hearsay = ["Forwarded", "X-Real-IP", "X-Original-For", "X-Original-Proto", "X-Original-Host"];

    public static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration("Gateway")
            .Validate(
                options => options.TrustedProxies.All(network => IPNetwork.TryParse(network, out _)),
                "Gateway:TrustedProxies must be networks like 10.0.0.0/8.")
            .ValidateOnStart();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<GatewayOptions>>((forwarded, gateway) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in gateway.Value.TrustedProxies) forwarded.KnownIPNetworks.Add(IPNetwork.Parse(network));
        });
    }

    /// <summary>Takes the client's address, scheme and host from proxies that are trusted; what anyone else says of them goes no further.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.TrustedProxies.Length > 0) app.UseForwardedHeaders();
        app.Use((http, next) =>
        {
            // The proxy writes X-Forwarded-For, -Proto, -Host and -Prefix anew.
            foreach (var header in Hearsay) http.Request.Headers.Remove(header);
            return next(http);
        });
    }
}
