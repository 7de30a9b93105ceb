using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>
/// Where a service listens. Two ports, because HTTP/2 without TLS needs one of its own: <c>HTTP_PORT</c> (default 8080) for REST
/// and health, <c>GRPC_PORT</c> (none by default) for gRPC and for WebSockets over HTTP/2.
/// <c>Endpoints:Host</c> is the address: <c>*</c> (default) for all, <c>localhost</c> for loopback only.
/// </summary>
public static class ServiceEndpoints
{
    public static WebApplicationBuilder ListenOnServicePorts(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var host = configuration["Endpoints:Host"] ?? "*";
        var http = configuration.GetValue("HTTP_PORT", 8080);
        var grpc = configuration.GetValue<int?>("GRPC_PORT", null);

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            Listen(kestrel, host, http, HttpProtocols.Http1);
            if (grpc is { } port) Listen(kestrel, host, port, HttpProtocols.Http2);

            // One gateway carries all its clients' sockets as streams of few connections.
            kestrel.Limits.Http2.MaxStreamsPerConnection = 10_000;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
        });
        return builder;
    }

    static void Listen(KestrelServerOptions kestrel, string host, int port, HttpProtocols protocols)
    {
        void Configure(ListenOptions options) => options.Protocols = protocols;

        if (host is "*") kestrel.ListenAnyIP(port, Configure);
        else if (host is "localhost") kestrel.ListenLocalhost(port, Configure);
        else kestrel.Listen(IPAddress.Parse(host), port, Configure);
    }
}
