using System.Reflection;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>What operators call this process.</summary>
public static class ThisInstance
{
    /// <summary>The service, as in <c>messages</c>.</summary>
    public static readonly string Service = Assembly.GetEntryAssembly()!.GetName().Name!.Replace("Chat.", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Its name in telemetry and in the dashboard, as in <c>messages-1-abcdefgh</c>; machine and process if it has none.</summary>
    public static readonly string Name = OfTelemetry() is not { } id ? $"{Environment.MachineName}:{Environment.ProcessId}"
        : id.Contains(Service, StringComparison.OrdinalIgnoreCase) ? id
        : $"{Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") ?? Service}-{id}";

    static string? OfTelemetry() => Environment.GetEnvironmentVariable("OTEL_RESOURCE_ATTRIBUTES")?.Split(',')
        .Select(attribute => attribute.Split('=', 2))
        .FirstOrDefault(attribute => attribute is ["service.instance.id", not ""])?[1];
}
