namespace Chat.AppHost.Infrastructure;

/// <summary>How one kind of server is run natively and in a container, how it is reached, and how it is asked whether it works.</summary>
internal sealed record ServerDefinition
{
    /// <summary>The script in eng/native: gets the folder, then the port, then the further ports.</summary>
    internal required string Script { get; init; }

    internal IReadOnlyList<string> FurtherPorts { get; init; } = [];

    internal required IReadOnlyDictionary<string, ReferenceExpression> NativeEnvironment { get; init; }

    internal required string Image { get; init; }

    internal required string Tag { get; init; }

    internal required int ContainerPort { get; init; }

    internal required string ContainerFolder { get; init; }

    internal string? ContainerEntrypoint { get; init; }

    internal IReadOnlyList<string> ContainerArguments { get; init; } = [];

    internal required IReadOnlyDictionary<string, ReferenceExpression> ContainerEnvironment { get; init; }

    internal required Func<EndpointReference, ReferenceExpression> ConnectionString { get; init; }

    /// <summary>Throws unless the server at the connection string does its work.</summary>
    internal required Func<string, CancellationToken, Task> Ask { get; init; }
}
