using System.Net.WebSockets;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests.ApiContract;

/// <summary>Everything that can be called, by everybody who could: who may and who may not. That answers are as described is checked by <see cref="ChatUser.Http"/>.</summary>
public sealed class SecurityMatrixTests(ChatSystem chat)
{
    public static TheoryData<string> Operations => [.. Operation.All.Select(operation => operation.ToString())];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Each_operation_answers_each_caller_as_it_should(string name)
    {
        var operation = Operation.All.Single(candidate => candidate.ToString() == name);
        foreach (var caller in Scene.Callers)
        {
            var scene = await Scene.SetAsync(chat, caller);
            using var reply = await scene.PlayAsync(operation);
            Assert.True(operation.StatusFor(caller) == (int)reply.StatusCode, $"{caller}: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Each_operation_answers_a_token_as_it_answers_a_cookie(string name)
    {
        var operation = Operation.All.Single(candidate => candidate.ToString() == name);
        foreach (var caller in new[] { "deactivated", "stranger", "owner", "administrator" })
        {
            var scene = await Scene.SetAsync(chat, caller);
            using var client = scene.CallerWithToken!;
            using var reply = await scene.PlayAsync(operation, client);
            Assert.True(operation.StatusFor(caller) == (int)reply.StatusCode, $"{caller}: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        }
    }

    [Theory]
    [InlineData("anonymous", "refused")]
    [InlineData("deactivated", "refused")]
    [InlineData("stranger", "session_not_found")]
    [InlineData("member", "done")]
    [InlineData("sender", "done")]
    [InlineData("moderator", "done")]
    [InlineData("owner", "done")]
    [InlineData("administrator", "session_not_found")]
    public async Task Each_hub_method_answers_each_caller_as_it_should(string caller, string outcome)
    {
        var scene = await Scene.SetAsync(chat, caller);
        if (outcome == "refused")
        {
            var refusal = await Assert.ThrowsAsync<WebSocketException>(scene.Caller.ConnectHubAsync);
            Assert.Contains("401", refusal.Message, StringComparison.Ordinal);
            return;
        }
        await using var hub = await scene.Caller.ListenAsync();
        Assert.Equal(outcome == "done", hub.Joined.Sessions.Any(session => session.SessionId == scene.Session.Id));
        var resumed = await hub.ResumeAsync(new Dictionary<long, long> { [scene.Session.Id] = 0 });
        Assert.Equal(outcome == "done" ? [] : ["session_not_found"], resumed.Refused.Select(refused => refused.Code));
        Assert.Equal(outcome == "done", resumed.Changes.Any(missed => missed.Messages.Count == 1));
        foreach (var method in new[] { "send", "typing", "presence" })
        {
            var call = hub.Hub.InvokeAsync<JsonElement?>(method, new Dictionary<string, object> { ["session_id"] = scene.Session.Id, ["content"] = "over the hub" });
            if (outcome == "done") await call;
            else Assert.Contains($"\"code\":\"{outcome}\"", (await Assert.ThrowsAsync<HubException>(() => call)).Message, StringComparison.Ordinal);
        }
        Assert.Equal(outcome == "done" ? 2 : 1, (await scene.Owner.ListAsync(scene.Session.Id)).Count);
    }

    [Theory]
    [InlineData("anonymous", 4401)]
    [InlineData("deactivated", 4401)]
    [InlineData("stranger", 4404)]
    [InlineData("member", 0)]
    [InlineData("sender", 0)]
    [InlineData("moderator", 0)]
    [InlineData("owner", 0)]
    [InlineData("administrator", 4404)]
    public async Task The_raw_socket_lets_in_whom_it_should(string caller, int closeCode)
    {
        var scene = await Scene.SetAsync(chat, caller);
        using var socket = await scene.Caller.OpenSocketAsync(scene.Session.Id);
        if (closeCode != 0)
        {
            Assert.Equal(closeCode, await socket.CloseCodeAsync());
            return;
        }
        await socket.SendAsync(new { message = "let in" });
        Assert.Equal("let in", (await socket.ReceiveAsync()).GetProperty("message").GetString());
    }
}
