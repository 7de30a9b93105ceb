using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests;

/// <summary>Whatever a client sends gets a clear answer, and what it sent it over lives on.</summary>
public sealed class BadInputTests(ChatSystem chat)
{
    [Theory]
    [InlineData("not json", 400, "invalid_request")]
    [InlineData("", 400, "invalid_request")]
    [InlineData("null", 400, "invalid_request")]
    [InlineData("[]", 400, "invalid_request")]
    [InlineData("{\"session_id\": \"S\", \"content\": \"hi\"}", 400, "invalid_request")]
    [InlineData("{\"session_id\": 1.5, \"content\": \"hi\"}", 400, "invalid_request")]
    [InlineData("{\"session_id\": 1180591620717411303424, \"content\": \"hi\"}", 400, "invalid_request")]
    [InlineData("{\"session_id\": S, \"content\": 7}", 400, "invalid_request")]
    [InlineData("{\"session_id\": S, \"content\": \"\\ud800\"}", 400, "invalid_request")]
    [InlineData("{\"session_id\": S, \"content\": \"a\", \"content\": \"b\"}", 400, "invalid_request")]
    [InlineData("{\"content\": \"hi\"}", 400, "validation_failed")]
    [InlineData("{\"session_id\": S}", 400, "validation_failed")]
    [InlineData("{\"session_id\": S, \"content\": \"  \"}", 400, "validation_failed")]
    [InlineData("{\"session_id\": S, \"content\": \"LONG\"}", 400, "validation_failed")]
    [InlineData("{\"session_id\": S, \"content\": \"\\u0000\"}", 400, "validation_failed")]
    [InlineData("{\"session_id\": S, \"content\": \"hi\", \"client_id\": \"seven\"}", 400, "validation_failed")]
    [InlineData("{\"session_id\": 9007199254740993, \"content\": \"hi\"}", 404, "session_not_found")]
    [InlineData("{\"session_id\": -1, \"content\": \"hi\"}", 404, "session_not_found")]
    public async Task A_bad_message_over_rest_gets_a_problem(string body, int status, string code)
    {
        var (user, session) = await StartAsync();
        body = body.Replace("S,", $"{session.Id},", StringComparison.Ordinal).Replace("S}", $"{session.Id}}}", StringComparison.Ordinal)
            .Replace("LONG", new string('x', 4001), StringComparison.Ordinal);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await Api.ProblemAsync(await user.Http.PostAsync("/api/messages/", content), status, code);
        Assert.Empty(await user.ListAsync(session.Id));
    }

    [Fact]
    public async Task A_body_of_another_type_or_of_great_size_gets_a_problem()
    {
        var (user, session) = await StartAsync();
        using var xml = new StringContent("<a/>", Encoding.UTF8, "application/xml");
        await Api.ProblemAsync(await user.Http.PostAsync("/api/messages/", xml), 415, "unsupported_media_type");
        using var big = new StringContent($"{{\"session_id\": {session.Id}, \"content\": \"{new string('x', 1 << 20)}\"}}", Encoding.UTF8, "application/json");
        // Asks before it sends: a refusal would cut off who is still sending.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages/") { Content = big, Headers = { ExpectContinue = true } };
        await Api.ProblemAsync(await user.Http.SendAsync(request), 413, "payload_too_large");
    }

    [Theory]
    [InlineData("GET", "/api/messages/", 400, "validation_failed")]
    [InlineData("GET", "/api/messages/?session_id=abc", 400, "invalid_request")]
    [InlineData("GET", "/api/messages/?session_id=1180591620717411303424", 400, "invalid_request")]
    [InlineData("GET", "/api/messages/?session_id=S&limit=0", 400, "validation_failed")]
    [InlineData("GET", "/api/messages/?session_id=S&limit=201", 400, "validation_failed")]
    [InlineData("GET", "/api/messages/?session_id=S&before_seq=1&after_seq=1", 400, "validation_failed")]
    [InlineData("GET", "/api/messages/?session_id=999999999", 404, "session_not_found")]
    [InlineData("GET", "/api/sessions/abc/", 404, "not_found")]
    [InlineData("GET", "/api/sessions/1180591620717411303424/", 404, "not_found")]
    [InlineData("GET", "/api/sessions/999999999/", 404, "session_not_found")]
    [InlineData("GET", "/api/sessions/?before=yesterday", 400, "validation_failed")]
    [InlineData("DELETE", "/api/sessions/", 405, "method_not_allowed")]
    [InlineData("DELETE", "/api/messages/", 405, "method_not_allowed")]
    [InlineData("GET", "/api/nothing/here/", 404, "not_found")]
    [InlineData("GET", "/ws/chat/5/", 400, "invalid_request")]
    public async Task A_bad_address_gets_a_problem(string method, string address, int status, string code)
    {
        var (user, session) = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), address.Replace("=S", $"={session.Id}", StringComparison.Ordinal));
        await Api.ProblemAsync(await user.Http.SendAsync(request), status, code);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("{\"name\": \"\"}", "name")]
    [InlineData("{\"name\": \"LONG\"}", "name")]
    [InlineData("{\"name\": \"a\\ufffe\"}", "name")]
    [InlineData("{\"name\": \"a\\u0000b\"}", "name")]
    [InlineData("{\"name\": \"x\", \"participants\": [true]}", "participants")]
    [InlineData("{\"name\": \"x\", \"participants\": [\"\\ud800\"]}", "participants")]
    [InlineData("{\"name\": \"x\", \"participants\": [\"a\\u0000b\"]}", "participants")]
    [InlineData("{\"name\": \"x\", \"participants\": [\"nobody-at-all\"]}", "participants")]
    public async Task A_bad_session_gets_a_sentence_for_its_field(string body, string field)
    {
        var user = await chat.NewUserAsync();
        using var content = new StringContent(body.Replace("LONG", new string('x', 256), StringComparison.Ordinal), Encoding.UTF8, "application/json");
        var problem = await Api.ProblemAsync(await user.Http.PostAsync("/api/sessions/", content), 400, "validation_failed");
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Theory]
    [InlineData("{\"username\": \"x\", \"password\": \"long enough\"}", "username")]
    [InlineData("{\"username\": \"with space\", \"password\": \"long enough\"}", "username")]
    [InlineData("{\"username\": \"fine-name\", \"password\": \"short\"}", "password")]
    [InlineData("{\"username\": \"fine-name\", \"password\": \"long enough\", \"email\": \"no\"}", "email")]
    [InlineData("{\"username\": \"fine-name\", \"password\": \"long enough\", \"display_name\": \"\\ufffe\"}", "display_name")]
    public async Task A_bad_registration_gets_a_sentence_for_its_field(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var problem = await Api.ProblemAsync(await chat.Anonymous().Http.PostAsync("/api/auth/register", content), 400, "validation_failed");
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task A_raw_socket_answers_bad_frames_and_lives_on()
    {
        var (user, session) = await StartAsync();
        using var socket = await user.OpenSocketAsync(session.Id);
        foreach (var (frame, code) in new[]
        {
            ("not json", "invalid_request"),
            ("[]", "invalid_request"),
            ("{}", "invalid_request"),
            ("{\"message\": 7}", "invalid_request"),
            ("{\"message\": \"\\ud800\"}", "invalid_request"),
            ("{\"message\": \"  \"}", "validation_failed"),
            ($"{{\"message\": \"{new string('x', 4001)}\"}}", "validation_failed"),
            ("{\"message\": \"hi\", \"client_id\": 5}", "validation_failed"),
            ("{\"message\": \"hi\", \"client_id\": \"\\ud800\"}", "invalid_request"),
            ("{\"message\": \"hi\", \"reply_to\": \"1\"}", "invalid_request"),
            ("{\"message\": \"hi\", \"reply_to\": 1.5}", "invalid_request"),
            ("{\"message\": \"hi\", \"reply_to\": 77}", "validation_failed"),
            ("{\"message\": \"hi\", \"attachments\": 5}", "invalid_request"),
            ("{\"message\": \"hi\", \"attachments\": [5]}", "invalid_request"),
            ("{\"message\": \"hi\", \"attachments\": [\"\\ud800\"]}", "invalid_request"),
            ("{\"message\": \"hi\", \"attachments\": [\"x\"]}", "validation_failed"),
        })
        {
            await socket.SendTextAsync(frame);
            var error = await socket.ReceiveAsync();
            Assert.Equal(("error", code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
            Assert.NotEmpty(error.GetProperty("detail").GetString()!);
        }
        await socket.SendTextAsync("binary", WebSocketMessageType.Binary);
        Assert.Equal("invalid_request", (await socket.ReceiveAsync()).GetProperty("code").GetString());

        await socket.SendAsync(new { message = "still here" });
        Assert.Equal("still here", (await socket.ReceiveAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_oversized_frame_closes_only_its_own_socket()
    {
        var (user, session) = await StartAsync();
        using var socket = await user.OpenSocketAsync(session.Id);
        using var other = await user.OpenSocketAsync(session.Id);
        await socket.SendTextAsync($"{{\"message\": \"{new string('x', 100_000)}\"}}");
        Assert.Equal(1009, await socket.CloseCodeAsync());

        await other.SendAsync(new { message = "untouched" });
        Assert.Equal("untouched", (await other.ReceiveAsync()).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("1180591620717411303424")]
    public async Task A_raw_socket_on_no_session_is_closed_with_4404(string id)
    {
        var user = await chat.NewUserAsync();
        using var socket = await user.OpenSocketAsync(id);
        Assert.Equal(4404, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_raw_socket_of_nobody_is_closed_with_4401()
    {
        using var socket = await chat.Anonymous().OpenSocketAsync("1");
        Assert.Equal(4401, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_hub_answers_bad_calls_and_lives_on()
    {
        var (user, session) = await StartAsync();
        await using var hub = await user.ListenAsync();
        foreach (var (argument, code) in new (object, string)[]
        {
            ("text", "invalid_request"),
            (new Dictionary<string, object> { ["content"] = "hi" }, "invalid_request"),
            (new Dictionary<string, object> { ["session_id"] = "abc", ["content"] = "hi" }, "invalid_request"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = 5 }, "invalid_request"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = " " }, "validation_failed"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "hi", ["client_id"] = "x" }, "validation_failed"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = new string('x', 4001) }, "validation_failed"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "hi", ["reply_to"] = "1" }, "invalid_request"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "hi", ["reply_to"] = 77 }, "validation_failed"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "hi", ["attachments"] = 5 }, "invalid_request"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "hi", ["attachments"] = new[] { 5 } }, "invalid_request"),
            (new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "hi", ["attachments"] = new[] { "x" } }, "validation_failed"),
            (new Dictionary<string, object> { ["session_id"] = 999_999_999, ["content"] = "hi" }, "session_not_found"),
        })
        {
            var refusal = await Assert.ThrowsAsync<HubException>(() => hub.Hub.InvokeAsync<JsonElement>("send", argument));
            Assert.Contains($"\"code\":\"{code}\"", refusal.Message, StringComparison.Ordinal);
        }
        await Assert.ThrowsAsync<HubException>(() => hub.Hub.InvokeAsync<JsonElement>("no_such_method"));
        var counting = await Assert.ThrowsAsync<HubException>(() => hub.Hub.InvokeAsync<JsonElement>("send", 1, 2, 3));
        Assert.Contains("\"code\":\"invalid_request\"", counting.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await hub.SendAsync(session.Id, "still here")).Seq);
    }

    [Theory]
    [InlineData("send", "{\"session_id\": S, \"content\": \"\\ud800\"}")]
    [InlineData("send", "{\"session_id\": S, \"content\": \"hi\", \"client_id\": \"\\ud800\"}")]
    [InlineData("send", "{\"session_id\": S, \"content\": \"hi\", \"\\ud800\": 1}")]
    [InlineData("send", "{\"session_id\": S, \"content\": \"hi\", \"attachments\": [\"\\ud800\"]}")]
    [InlineData("resume", "{\"sessions\": {\"\\ud800\": 1}}")]
    [InlineData("resume", "{\"\\ud800\": {}}")]
    [InlineData("typing", "{\"\\ud800\": 1}")]
    public async Task A_hub_answers_calls_with_half_a_character_in_them(string method, string argument)
    {
        // No client library would send that.
        var (user, session) = await StartAsync();
        using var hub = await user.OpenPlainHubAsync();
        await hub.CallAsync("resume", "{}");
        var answer = await hub.CallAsync(method, argument.Replace(" S,", $" {session.Id},", StringComparison.Ordinal));
        Assert.Contains("invalid_request", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("error", await hub.CallAsync("send", $"{{\"session_id\": {session.Id}, \"content\": \"still here\"}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oversized_hub_call_closes_only_its_own_connection_and_says_why()
    {
        var (user, session) = await StartAsync();
        await using var hub = await user.ListenAsync();
        await using var other = await user.ListenAsync();
        var closed = new TaskCompletionSource<string?>();
        hub.Hub.Closed += reason =>
        {
            closed.TrySetResult(reason?.Message);
            return Task.CompletedTask;
        };
        await Assert.ThrowsAnyAsync<Exception>(() => hub.SendAsync(session.Id, new string('x', 300_000)));
        Assert.Contains("\"code\":\"payload_too_large\"", await closed.Task.WaitAsync(TimeSpan.FromSeconds(20)), StringComparison.Ordinal);
        Assert.Equal(1, (await other.SendAsync(session.Id, "untouched")).Seq);
    }

    [Fact]
    public async Task A_hub_of_nobody_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => chat.Anonymous().ConnectHubAsync());
        Assert.Contains("401", refusal.Message, StringComparison.Ordinal);
    }

    async Task<(ChatUser User, SessionView Session)> StartAsync()
    {
        var user = await chat.NewUserAsync();
        return (user, await user.CreateSessionAsync("Bad input"));
    }
}
