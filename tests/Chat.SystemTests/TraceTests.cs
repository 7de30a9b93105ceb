using System.Diagnostics;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>One message is one trace, whatever way it came in.</summary>
public sealed class TraceTests(ChatSystem chat)
{
    [Fact]
    public async Task A_message_over_rest_is_one_trace_from_the_gateway_to_its_delivery()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Traced");
        await using var listener = await ada.ListenAsync();
        var trace = ActivityTraceId.CreateRandom().ToHexString();

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages/") { Content = JsonContent.Create(new { session_id = session.Id, content = "hi" }) };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var reply = await ada.Http.SendAsync(request);
        Assert.Equal(201, (int)reply.StatusCode);
        Assert.Equal(trace, reply.Headers.GetValues("X-Request-Id").Single());

        await HasAsync(trace, "gateway", "POST");
        await HasAsync(trace, "messages", "POST");
        await HasAsync(trace, "messages", "commit messages");
        await HasAsync(trace, "messages", "postgresql");
        await HasAsync(trace, "messages", "send");
        await HasAsync(trace, "realtime", "receive");
        var spans = chat.Telemetry.Spans.Where(span => span.TraceId == trace).ToList();
        Assert.All(spans.Where(span => span.Service != "gateway"), span => Assert.Contains(spans, parent => parent.SpanId == span.ParentId));
    }

    [Fact]
    public async Task A_message_over_the_hub_is_one_trace_from_realtime_to_its_delivery()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Traced");
        await using var listener = await ada.ListenAsync();
        var before = chat.Telemetry.Spans.Count;
        await listener.SendAsync(session.Id, "hi");

        SpanView? sent = null;
        await Eventually.BecomesTrueAsync(
            () => (sent = chat.Telemetry.Spans.Skip(before).LastOrDefault(span => span.Name == "send message")) is not null, "realtime exports the send");
        await HasAsync(sent!.TraceId, "messages", "post message");
        await HasAsync(sent.TraceId, "messages", "commit messages");
        await HasAsync(sent.TraceId, "realtime", "deliver messages");
    }

    Task HasAsync(string trace, string service, string name) => Eventually.BecomesTrueAsync(
        () => chat.Telemetry.Spans.Any(span => span.TraceId == trace && span.Service == service && span.Name.Contains(name, StringComparison.OrdinalIgnoreCase)),
        $"a span '{name}' of {service}; there are {string.Join(", ", chat.Telemetry.Spans.Where(span => span.TraceId == trace).Select(span => $"{span.Service}:{span.Name}"))}");
}
