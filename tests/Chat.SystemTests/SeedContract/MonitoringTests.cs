using System.Net;
using Aspire.Hosting.Testing;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary>"Monitoring and Logging".</summary>
public sealed class MonitoringTests(ChatSystem chat)
{
    [Fact]
    public async Task Every_error_names_the_trace_that_tells_its_story()
    {
        var ada = await chat.NewUserAsync("ada");
        using var reply = await ada.Http.GetAsync("/api/sessions/999999999/");
        var trace = (await Api.ProblemAsync(reply, 404, "session_not_found")).GetProperty("trace_id").GetString();
        Assert.Equal(reply.Headers.GetValues("X-Request-Id").Single(), trace);
        foreach (var service in new[] { "gateway", "sessions" })
            await Eventually.BecomesTrueAsync(() => chat.Telemetry.Spans.Any(span => span.TraceId == trace && span.Service == service), $"{service} has a span of it");
    }

    [Theory]
    [InlineData("accounts")]
    [InlineData("sessions")]
    [InlineData("messages")]
    [InlineData("realtime")]
    [InlineData("gateway")]
    public async Task Every_service_tells_whether_it_is_well(string service)
    {
        using var http = chat.App.CreateHttpClient(service, "http");
        foreach (var probe in new[] { "/health", "/ready", "/alive" }) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(probe)).StatusCode);
    }
}
