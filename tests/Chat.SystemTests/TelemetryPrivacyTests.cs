using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>What people write, and what signs them in, is in nothing that operators are told: no log, no trace, no metric.</summary>
public sealed class TelemetryPrivacyTests(ChatSystem chat)
{
    [Fact]
    public async Task Contents_passwords_and_tokens_are_told_to_nobody_whether_things_go_well_or_not()
    {
        var said = $"confidential{Guid.NewGuid():N}";
        var ada = await chat.NewUserAsync("ada");
        var (withToken, refreshToken) = await ada.SignInWithTokenAsync();
        foreach (var secret in new[] { said, ChatUser.Password, ada.CookieHeader.Split('=', 2)[1], refreshToken, withToken.DefaultRequestHeaders.Authorization!.Parameter! })
            chat.Telemetry.Watch(secret);

        // Every way in.
        var session = await ada.CreateSessionAsync("Private");
        var posted = await ada.PostAsync(session.Id, said);
        await using (var hub = await ada.ListenAsync()) await hub.SendAsync(session.Id, said);
        using (var socket = await ada.OpenSocketAsync(session.Id))
        {
            await socket.SendAsync(new { message = said });
            await socket.ReceiveAsync();
        }
        (await ada.Http.PatchAsJsonAsync($"/api/messages/{posted.Id}/", new { content = said + "!" })).EnsureSuccessStatusCode();
        await Eventually.SucceedsAsync(async () => (await ada.Http.GetAsync($"/api/search/messages/?q={said}")).EnsureSuccessStatusCode(), "it can be searched for");

        // What is refused, and what fails for reasons that nobody foresaw: that is logged with all that is known of it.
        await Api.ProblemAsync(await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = ada.Username, password = said }), 401, "invalid_credentials");
        await Api.ProblemAsync(await withToken.PostAsJsonAsync("/api/messages/", new { session_id = 999_999_999, content = said }), 404, "session_not_found");
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await ExecuteAsync("ALTER TABLE messages RENAME TO messages_of_yesterday");
        string trace;
        try
        {
            using var reply = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = said });
            Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
            trace = reply.Headers.GetValues("X-Request-Id").Single();
        }
        finally
        {
            await ExecuteAsync("ALTER TABLE messages_of_yesterday RENAME TO messages");
        }

        await Eventually.BecomesTrueAsync(() => chat.Telemetry.Logs.Any(log => log.TraceId == trace && log.Service == "messages"), "messages logs the failure", 60);
        foreach (var service in new[] { "gateway", "messages" })
            await Eventually.BecomesTrueAsync(() => chat.Telemetry.Spans.Any(span => span.TraceId == trace && span.Service == service), $"{service} has a span of it", 60);
        Assert.True(chat.Telemetry.Leaks.IsEmpty, string.Join("\n", chat.Telemetry.Leaks));

        async Task ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
