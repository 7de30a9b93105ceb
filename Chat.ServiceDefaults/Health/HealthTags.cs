namespace Chat.ServiceDefaults.Health;

/// <summary>Marks of health checks.</summary>
public static class HealthTags
{
    /// <summary>When this check fails the service is unhealthy, but still serves: it stays ready.</summary>
    public const string Degrades = "degrades";
}
