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

/// <summary>Receives the traces that the services export (OTLP over gRPC) and keeps their spans.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    const int GrpcPrefix = 5;

    WebApplication _app = null!;

    public ConcurrentQueue<SpanView> Spans { get; } = [];

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
        _app.MapPost("/{service}/Export", http => AnswerAsync(http, _ => { }));
        await _app.StartAsync();
        Url = $"http://localhost:{port}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    static async Task AnswerAsync(HttpContext http, Action<byte[]> read)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        read(body.ToArray()[GrpcPrefix..]);
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    // opentelemetry/proto/trace/v1/trace.proto: the numbers of its fields are all that is needed of it.
    void ReadTraces(byte[] request)
    {
        foreach (var (_, resourceSpans) in Fields(request).Where(field => field.Number == 1))
        {
            var service = Fields(resourceSpans).Where(field => field.Number == 1).SelectMany(resource => Fields(resource.Value))
                .Select(attribute => Fields(attribute.Value).ToDictionary(field => field.Number, field => field.Value))
                .Where(pair => Text(pair[1]) == "service.name").Select(pair => Text(Fields(pair[2]).First().Value)).FirstOrDefault() ?? "";
            foreach (var span in Fields(resourceSpans).Where(field => field.Number == 2).SelectMany(scope => Fields(scope.Value)).Where(field => field.Number == 2))
            {
                var fields = Fields(span.Value).Where(field => field.Number <= 5).ToLookup(field => field.Number, field => field.Value);
                Spans.Enqueue(new SpanView(service, Hex(fields[1]), Hex(fields[2]), Hex(fields[4]), Text(fields[5].First())));
            }
        }
    }

    static string Hex(IEnumerable<byte[]> value) => Convert.ToHexStringLower(value.FirstOrDefault() ?? []);

    static string Text(byte[] value) => System.Text.Encoding.UTF8.GetString(value);

    /// <summary>The length-delimited fields of a message; others are skipped.</summary>
    static List<(int Number, byte[] Value)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagWireType(tag) is WireFormat.WireType.LengthDelimited)
                fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray()));
            else input.SkipLastField();
        }
        return fields;
    }
}
