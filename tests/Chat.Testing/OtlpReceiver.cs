using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Chat.Testing;

/// <summary>A span, as far as tests look at it. Ids are lower-case hex; <paramref name="ParentId"/> is empty for a root.</summary>
public sealed record SpanView(string Service, string TraceId, string SpanId, string ParentId, string Name);

/// <summary>
/// A metric as an instance last told it, with the attributes that tell it from others of its name. <paramref name="Value"/> is the number, or the sum of
/// a histogram, of <paramref name="Count"/> measurements.
/// </summary>
public sealed record MetricView(string Service, string Instance, string Name, string Unit, string Attributes, double Value, ulong Count);

/// <summary>A line of a log. <paramref name="Exception"/> is empty if there was none.</summary>
public sealed record LogView(string Service, string TraceId, string Severity, string Body, string Exception);

/// <summary>Receives what the services export (OTLP over gRPC) and keeps the spans, the lines of logs from warnings on, and the last of each metric.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    const int GrpcPrefix = 5;

    WebApplication _app = null!;

    // What only grows begins anew with each process, under the same name; what it came to before counts, too.
    readonly ConcurrentDictionary<(string Instance, string Name, string Attributes, ulong Since), MetricView> _metrics = [];

    public ConcurrentQueue<SpanView> Spans { get; } = [];

    public ConcurrentQueue<LogView> Logs { get; } = [];

    /// <summary>What must not be told to anybody, once it is.</summary>
    public ConcurrentQueue<string> Leaks { get; } = [];

    readonly ConcurrentQueue<(string Text, byte[] Bytes)> _secrets = [];

    public IReadOnlyCollection<MetricView> Metrics => [.. _metrics.Values];

    /// <summary>Where to export to.</summary>
    public string Url { get; private set; } = "";

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var port = FreePort();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", http => AnswerAsync(http, ReadTraces));
        _app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", http => AnswerAsync(http, ReadMetrics));
        _app.MapPost("/opentelemetry.proto.collector.logs.v1.LogsService/Export", http => AnswerAsync(http, ReadLogs));
        await _app.StartAsync();
        Url = $"http://localhost:{port}";
    }

    /// <summary>Looks for a text in everything that is exported from now on: spans, logs and metrics, with all their attributes.</summary>
    public void Watch(string secret) => _secrets.Enqueue((secret, System.Text.Encoding.UTF8.GetBytes(secret)));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    async Task AnswerAsync(HttpContext http, Action<byte[]> read)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = body.ToArray();
        foreach (var (text, bytes) in _secrets)
        {
            if (request.AsSpan().IndexOf(bytes) is >= 0 and var at) Leaks.Enqueue($"{text} at {http.Request.Path}: {System.Text.Encoding.UTF8.GetString(request[Math.Max(0, at - 200)..at])}");
        }
        read(request[GrpcPrefix..]);
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    // opentelemetry/proto/trace/v1/trace.proto: the numbers of its fields are all that is needed of it.
    void ReadTraces(byte[] request)
    {
        foreach (var (_, resourceSpans) in Fields(request).Where(field => field.Number == 1))
        {
            var service = ServiceOf(ResourceOf(resourceSpans));
            foreach (var span in Fields(resourceSpans).Where(field => field.Number == 2).SelectMany(scope => Fields(scope.Value)).Where(field => field.Number == 2))
            {
                var fields = Fields(span.Value).Where(field => field.Number <= 5).ToLookup(field => field.Number, field => field.Value);
                Spans.Enqueue(new SpanView(service, Hex(fields[1]), Hex(fields[2]), Hex(fields[4]), Text(fields[5].First())));
            }
        }
    }

    // opentelemetry/proto/metrics/v1/metrics.proto: sums and gauges have number points, histograms points of their own.
    void ReadMetrics(byte[] request)
    {
        foreach (var (_, resourceMetrics) in Fields(request).Where(field => field.Number == 1))
        {
            var resource = ResourceOf(resourceMetrics);
            foreach (var metric in Fields(resourceMetrics).Where(field => field.Number == 2).SelectMany(scope => Fields(scope.Value)).Where(field => field.Number == 2))
            {
                var fields = Fields(metric.Value).ToLookup(field => field.Number, field => field.Value);
                var (name, unit) = (Text(fields[1].First()), Text(fields[3].FirstOrDefault() ?? []));
                foreach (var point in fields[5].SelectMany(Fields).Where(field => field.Number == 1)) Keep(point.Value, 7, grows: false, NumberOf, _ => 1);
                foreach (var sum in fields[7].Select(Fields))
                {
                    var grows = sum.Exists(field => field is (3, [1, ..]));
                    foreach (var point in sum.Where(field => field.Number == 1)) Keep(point.Value, 7, grows, NumberOf, _ => 1);
                }
                foreach (var point in fields[9].SelectMany(Fields).Where(field => field.Number == 1))
                    Keep(point.Value, 9, grows: true, numbers => numbers.TryGetValue(5, out var sum) ? BitConverter.ToDouble(sum) : 0, numbers => BitConverter.ToUInt64(numbers[4]));

                void Keep(byte[] point, int attributesField, bool grows, Func<Dictionary<int, byte[]>, double> value, Func<Dictionary<int, byte[]>, ulong> count)
                {
                    var all = Fields(point);
                    var numbers = all.Where(field => field.Number is 2 or (>= 4 and <= 6)).DistinctBy(field => field.Number).ToDictionary(field => field.Number, field => field.Value);
                    var attributes = string.Join(", ", AttributesOf(all.Where(field => field.Number == attributesField)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
                    var instance = $"{resource.GetValueOrDefault("service.name", "")}-{resource.GetValueOrDefault("service.instance.id", "")}";
                    _metrics[(instance, name, attributes, grows ? BitConverter.ToUInt64(numbers[2]) : 0)] =
                        new MetricView(ServiceOf(resource), instance, name, unit, attributes, value(numbers), count(numbers));
                }
            }
        }
    }

    /// <summary>Aspire's resources are instances, and tell under their own names: <c>messages-1</c> is one of <c>messages</c>.</summary>
    static string ServiceOf(IReadOnlyDictionary<string, string> resource) => resource.GetValueOrDefault("service.name", "").TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('-');

    // opentelemetry/proto/logs/v1/logs.proto
    void ReadLogs(byte[] request)
    {
        foreach (var (_, resourceLogs) in Fields(request).Where(field => field.Number == 1))
        {
            var service = ServiceOf(ResourceOf(resourceLogs));
            foreach (var record in Fields(resourceLogs).Where(field => field.Number == 2).SelectMany(scope => Fields(scope.Value)).Where(field => field.Number == 2))
            {
                var fields = Fields(record.Value).ToLookup(field => field.Number, field => field.Value);
                var severity = Text(fields[3].FirstOrDefault() ?? []);
                if (severity is "Trace" or "Debug" or "Information") continue;
                var body = string.Concat(fields[5].SelectMany(Fields).Select(field => Text(field.Value)));
                var exception = AttributesOf(fields[6].Select(value => (6, value))).FirstOrDefault(pair => pair.Key == "exception.stacktrace").Value ?? "";
                Logs.Enqueue(new LogView(service, Hex(fields[9]), severity, body, exception));
            }
        }
    }

    static double NumberOf(Dictionary<int, byte[]> point) => point.TryGetValue(4, out var real) ? BitConverter.ToDouble(real) : BitConverter.ToInt64(point[6]);

    static Dictionary<string, string> ResourceOf(byte[] resourceEntry) =>
        AttributesOf(Fields(resourceEntry).Where(field => field.Number == 1).SelectMany(resource => Fields(resource.Value)).Where(field => field.Number == 1))
            .ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>Those with a text as their value.</summary>
    static IEnumerable<KeyValuePair<string, string>> AttributesOf(IEnumerable<(int Number, byte[] Value)> attributes)
    {
        foreach (var attribute in attributes)
        {
            var pair = Fields(attribute.Value).ToDictionary(field => field.Number, field => field.Value);
            if (pair.TryGetValue(2, out var value) && Fields(value) is [(1, var text)]) yield return new(Text(pair[1]), Text(text));
        }
    }

    static string Hex(IEnumerable<byte[]> value) => Convert.ToHexStringLower(value.FirstOrDefault() ?? []);

    static string Text(byte[] value) => System.Text.Encoding.UTF8.GetString(value);

    /// <summary>The fields of a message, numbers of any length as eight bytes; those of four bytes are skipped.</summary>
    static List<(int Number, byte[] Value)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagWireType(tag) is WireFormat.WireType.LengthDelimited)
                fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            else if (WireFormat.GetTagWireType(tag) is WireFormat.WireType.Fixed64)
                fields.Add((WireFormat.GetTagFieldNumber(tag), BitConverter.GetBytes(input.ReadFixed64())));
            else if (WireFormat.GetTagWireType(tag) is WireFormat.WireType.Varint)
                fields.Add((WireFormat.GetTagFieldNumber(tag), BitConverter.GetBytes(input.ReadUInt64())));
            else input.SkipLastField();
        }
        return fields;
    }
}
