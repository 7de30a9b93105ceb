namespace Chat.ServiceTesting;

/// <summary>The servers that a service keeps its data in and hears events from.</summary>
[Flags]
public enum Servers
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>With the service's own database.</summary>
    Postgres = 1,

    /// <summary>Sign-ins, presence, counters.</summary>
    Redis = 2,

    /// <summary>Events.</summary>
    RabbitMQ = 4,
}
