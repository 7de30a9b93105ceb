namespace Chat.AppHost.Infrastructure;

/// <summary>Who runs PostgreSQL, Redis and RabbitMQ: <c>Infrastructure:Mode</c>.</summary>
internal enum InfrastructureMode
{
    /// <summary>Containers when an engine answers, else native.</summary>
    Auto,

    /// <summary>Pinned images, by Docker or Podman.</summary>
    Containers,

    /// <summary>The servers' own programs, as child processes with private folders and ports.</summary>
    Native,

    /// <summary>Someone else; connection strings come from the configuration.</summary>
    External,
}
