namespace Aspire.StackExchange.Redis;

/// <summary>Settings of the Redis client, section <c>Aspire:StackExchange:Redis</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary><c>ConnectionStrings:name</c> takes its place when present.</summary>
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>No effect: the stand-in has no Redis instrumentation.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>When true, the first user of the connection opens it, instead of the start of the host.</summary>
    public bool DisableAutoActivation { get; set; }
}
