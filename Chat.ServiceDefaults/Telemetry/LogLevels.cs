using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;

namespace Chat.ServiceDefaults.Telemetry;

static class LogLevels
{
    /// <summary>What libraries say at Information is noise here. The weakest source of configuration: any other setting wins.</summary>
    public static WebApplicationBuilder AddLogLevels(this WebApplicationBuilder builder)
    {
        string[] quiet = ["Grpc", "MassTransit", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "StackExchange.Redis", "System.Net.Http.HttpClient", "Yarp"];
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = quiet.Select(category => KeyValuePair.Create($"Logging:LogLevel:{category}", (string?)"Warning")).Append(new("Logging:LogLevel:Default", "Information")),
        });
        return builder;
    }
}
