using System.Globalization;
using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

public sealed class EndpointAnnotation(
    ProtocolType protocol,
    string? uriScheme = null,
    string? transport = null,
    string? name = null,
    int? port = null,
    int? targetPort = null,
    bool? isExternal = null,
    bool? isProxied = null) : IResourceAnnotation
{
    public ProtocolType Protocol { get; } = protocol;

    public string UriScheme { get; set; } = uriScheme ?? "tcp";

    public string Transport { get; set; } = transport ?? uriScheme ?? "tcp";

    public string Name { get; } = name ?? uriScheme ?? "tcp";

    public int? Port { get; set; } = port;

    public int? TargetPort { get; set; } = targetPort;

    public bool IsExternal { get; set; } = isExternal ?? false;

    public bool IsProxied { get; set; } = isProxied ?? true;

    /// <summary>The environment variable that tells the process its port.</summary>
    internal string? PortVariable { get; init; }

    /// <summary>One port per replica, once allocated. A port stays the same until the AppHost ends.</summary>
    internal int[]? ReplicaPorts { get; set; }

    /// <summary>The replica that stands for the resource where one address is asked for.</summary>
    internal int PreferredReplica { get; set; }
}

public enum EndpointProperty
{
    Url,
    Host,
    IPV4Host,
    Port,
    Scheme,
    TargetPort,
    HostAndPort,
}

public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IExpressionValue
{
    private EndpointAnnotation? Annotation => Resource.Annotations.OfType<EndpointAnnotation>()
        .SingleOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    public IResourceWithEndpoints Resource { get; } = owner;

    public string EndpointName { get; } = endpointName;

    public EndpointAnnotation EndpointAnnotation =>
        Annotation ?? throw new InvalidOperationException($"The resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    public bool Exists => Annotation is not null;

    public bool IsAllocated => Annotation?.ReplicaPorts is not null;

    public string Scheme => EndpointAnnotation.UriScheme;

    public string Host { get; } = "localhost";

    public int Port => PortOf(EndpointAnnotation.PreferredReplica);

    public int? TargetPort => EndpointAnnotation.TargetPort;

    public string Url => UrlOf(EndpointAnnotation.PreferredReplica);

    public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    internal int PortOf(int replica) => EndpointAnnotation.ReplicaPorts?[replica]
        ?? throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{Resource.Name}' has no port yet.");

    internal string UrlOf(int replica) => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{PortOf(replica)}");
}

public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue
{
    public EndpointReference Endpoint { get; } = endpointReference;

    public EndpointProperty Property { get; } = property;

    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property}}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        GetValueAsync(new ValueProviderContext(), cancellationToken);

    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var replica = context.Caller == Endpoint.Resource ? context.Replica : Endpoint.EndpointAnnotation.PreferredReplica;
        var port = Endpoint.PortOf(replica).ToString(CultureInfo.InvariantCulture);
        return new(Property switch
        {
            EndpointProperty.Url => Endpoint.UrlOf(replica),
            EndpointProperty.Host => Endpoint.Host,
            EndpointProperty.IPV4Host => "127.0.0.1",
            EndpointProperty.Port => port,
            EndpointProperty.TargetPort => Endpoint.Resource is ContainerResource
                ? Endpoint.TargetPort?.ToString(CultureInfo.InvariantCulture)
                : port,
            EndpointProperty.Scheme => Endpoint.Scheme,
            EndpointProperty.HostAndPort => $"{Endpoint.Host}:{port}",
            _ => throw new NotSupportedException($"The stand-in does not know the endpoint property {Property}."),
        });
    }
}
