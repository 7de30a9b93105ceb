namespace Chat.Bench.Target;

/// <summary>What a process of the system does there.</summary>
enum Part
{
    /// <summary>The services and the gateway.</summary>
    App,

    /// <summary>PostgreSQL.</summary>
    Database,

    /// <summary>Redis and RabbitMQ.</summary>
    Bus,

    /// <summary>The AppHost, the dashboard, scripts that hold a server: needed on one machine only, shown but not counted.</summary>
    Orchestration,
}
