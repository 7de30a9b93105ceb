using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Chat.ServiceDefaults.Telemetry;

static class TelemetryRegistration
{
    /// <summary>Combinations of tags that an instrument may have; what goes beyond is counted together.</summary>
    const int MaxSeries = 200;

    /// <summary>
    /// What Aspire's clients would add by themselves, also when nobody is told: PostgreSQL's is added below, and a span for each command of Redis costs more
    /// than it says.
    /// </summary>
    static readonly KeyValuePair<string, string?>[] ClientsOwn =
    [
        new("Aspire:Npgsql:EntityFrameworkCore:PostgreSQL:DisableTracing", "true"),
        new("Aspire:Npgsql:EntityFrameworkCore:PostgreSQL:DisableMetrics", "true"),
        new("Aspire:StackExchange:Redis:DisableTracing", "true"),
    ];

    /// <summary>Traces, metrics and logs over OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = ClientsOwn });
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return builder;

        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration("Telemetry").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<MetricReaderOptions>().Configure<IOptions<TelemetryOptions>>((reader, telemetry) =>
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = telemetry.Value.MetricsSeconds * 1000);
        builder.Services.AddSingleton<TraceBudget>();
        builder.Services.AddOptions<AspNetCoreTraceInstrumentationOptions>().Configure<TraceBudget>((requests, budget) =>
            requests.Filter = http => RequestSampler.IsRecorded(http, budget));
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                // Room is taken for all of them as soon as an instrument is used; 2,000, the library's own, would be 10 MB a process.
                .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MaxSeries })
                .AddMeter(ChatTelemetry.Name, "MassTransit", "Npgsql", "Microsoft.AspNetCore.SignalR"))
            .WithTracing(tracing => tracing
                .SetSampler(services => new ParentBasedSampler(new RequestSampler(services.GetRequiredService<TraceBudget>())))
                .AddAspNetCoreInstrumentation()
                .AddGrpcClientInstrumentation()
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddSource(ChatTelemetry.Name, "MassTransit", "Microsoft.AspNetCore.SignalR.Server", "Yarp.ReverseProxy"))
            .UseOtlpExporter();
        return builder;
    }
}
