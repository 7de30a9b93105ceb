using System.Net;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

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

    [Fact]
    public async Task An_error_that_nobody_foresaw_is_logged_with_the_trace_that_the_user_is_told()
    {
        var ada = await chat.NewUserAsync("ada");
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("sessionsdb"))!);
        // A defect as real as any: the service and its database disagree.
        await ExecuteAsync("ALTER TABLE participants RENAME TO participants_of_yesterday");
        JsonElement problem;
        try
        {
            problem = await Api.ProblemAsync(await ada.Http.GetAsync("/api/sessions/"), 500, "internal_error");
        }
        finally
        {
            await ExecuteAsync("ALTER TABLE participants_of_yesterday RENAME TO participants");
        }
        Assert.Equal("Something went wrong on our side.", problem.GetProperty("detail").GetString());
        var trace = problem.GetProperty("trace_id").GetString()!;
        LogView? line = null;
        await Eventually.BecomesTrueAsync(
            () => (line = chat.Telemetry.Logs.FirstOrDefault(log => log.TraceId == trace && log.Service == "sessions" && log.Body.Contains("failed", StringComparison.Ordinal))) is not null,
            $"sessions logs a line of the trace {trace}; there are {string.Join("; ", chat.Telemetry.Logs.Where(log => log.TraceId == trace))}");
        Assert.Equal("Error", line!.Severity);
        Assert.Equal("GET /api/sessions/ failed", line.Body);
        Assert.Contains("participants", line.Exception, StringComparison.Ordinal);
        Assert.Contains("   at Chat.Sessions.", line.Exception, StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(
            () => chat.Telemetry.Metrics.Any(metric => metric is { Service: "sessions", Name: "chat.refusals", Attributes: "code=internal_error", Value: > 0 }), "it is counted", 60);
        Assert.Empty(await Api.ReadAsync<List<SessionView>>(await ada.Http.GetAsync("/api/sessions/")));

        async Task ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Theory]
    [InlineData("accounts")]
    [InlineData("sessions")]
    [InlineData("messages")]
    [InlineData("realtime")]
    [InlineData("gateway")]
    public async Task Every_service_tells_whether_it_is_well(string service)
    {
        using var http = chat.HttpOf(service);
        foreach (var probe in new[] { "/health", "/ready", "/alive" }) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(probe)).StatusCode);
    }
}
