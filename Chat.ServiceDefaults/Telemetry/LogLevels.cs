using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;

namespace Chat.ServiceDefaults.Telemetry;

static class LogLevels
{
    /// <summary>What libraries say at Information is noise here. The weakest source of configuration: any other setting wins.</summary>
    public static WebApplicationBuilder AddLogLevels(this WebApplicationBuilder builder)
    {
        string[] quiet =
        [
            "Grpc", "MassTransit", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "StackExchange.Redis", "System.Net.Http.HttpClient",
            "Yarp",
        ];
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                .. quiet.Select(category => KeyValuePair.Create($"Logging:LogLevel:{category}", (string?)"Warning")),
                new("Logging:LogLevel:Default", "Information"),
                // A statement that failed throws, and whoever catches that tells of it, if it matters: asking for a schema that is not there yet does not.
                new("Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command", "Critical"),
                // An error for each probe while an instance starts or stops: whoever asks is told.
                new("Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks", "Critical"),
            ],
        });
        return builder;
    }
}
