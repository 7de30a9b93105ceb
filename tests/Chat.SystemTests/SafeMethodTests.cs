using Chat.SystemTests.ApiContract;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>HEAD and OPTIONS, with and without the trailing slash.</summary>
public sealed class SafeMethodTests(ChatSystem chat)
{
    [Theory]
    [InlineData("/", "GET, HEAD, OPTIONS")]
    [InlineData("/api/auth/me", "GET, HEAD, OPTIONS")]
    [InlineData("/api/auth/login", "OPTIONS, POST")]
    [InlineData("/api/sessions", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/sessions/{session}", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT")]
    [InlineData("/api/sessions/{session}/participants", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/sessions/{session}/participants/{user}", "DELETE, OPTIONS, PATCH")]
    [InlineData("/api/sessions/{session}/read", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/messages", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/api/messages/{message}", "DELETE, GET, HEAD, OPTIONS, PATCH")]
    [InlineData("/api/messages/{message}/reactions/%F0%9F%91%8D", "DELETE, OPTIONS, PUT")]
    [InlineData("/api/send-message", "OPTIONS, POST")]
    [InlineData("/api/read-markers", "GET, HEAD, OPTIONS")]
    public async Task A_resource_says_what_can_be_done_with_it(string path, string methods)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Methods");
        var message = await ada.PostAsync(session.Id, "hi");
        path = path.Replace("{session}", $"{session.Id}", StringComparison.Ordinal).Replace("{user}", $"{ada.Id}", StringComparison.Ordinal)
            .Replace("{message}", $"{message.Id}", StringComparison.Ordinal);
        foreach (var address in new[] { path, path.TrimEnd('/') + "/" })
        {
            using var options = await SendAsync(ada, HttpMethod.Options, address);
            Assert.Equal((204, methods), ((int)options.StatusCode, AllowedBy(options)));
            using var refused = await SendAsync(ada, new HttpMethod("BREW"), address);
            await Api.ProblemAsync(refused, 405, "method_not_allowed");
            Assert.Equal(methods, AllowedBy(refused));
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/auth/me")]
    [InlineData("/api/sessions/")]
    [InlineData("/api/sessions/{session}")]
    [InlineData("/api/sessions/{session}/read/")]
    [InlineData("/api/messages/?session_id={session}")]
    [InlineData("/api/sessions/999999999/")]
    public async Task HEAD_answers_as_GET_does_without_the_body(string path)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Head");
        path = path.Replace("{session}", $"{session.Id}", StringComparison.Ordinal);
        using var get = await ada.Http.GetAsync(path);
        using var head = await SendAsync(ada, HttpMethod.Head, path);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Acts are no links: a page, a mail or a program that looks ahead cannot make somebody do one by a GET.</summary>
    [Fact]
    public async Task No_act_is_done_by_a_safe_method()
    {
        var reading = Operation.All.Where(operation => operation.Method == "GET").Select(operation => operation.Path).ToHashSet();
        var acts = Operation.All.Where(operation => operation.Method != "GET" && !reading.Contains(operation.Path)).ToList();
        Assert.Contains(acts, operation => operation.Path == "/api/auth/logout");
        var scene = await Scene.SetAsync(chat, "owner");
        foreach (var act in acts)
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
            {
                using var reply = await SendAsync(scene.Caller, method, act.AddressIn(scene));
                Assert.True((int)reply.StatusCode is 404 or 405, $"{method} of what {act} does: {reply.StatusCode}");
            }
        // Nothing has happened: still signed in, and all is as it was.
        var session = await Api.ReadAsync<SessionView>(await scene.Caller.Http.GetAsync($"/api/sessions/{scene.Session.Id}/"));
        Assert.Equal(scene.Session.Version, session.Version);
        Assert.Equal([scene.Message.Rev], (await scene.Caller.ListAsync(scene.Session.Id)).Select(message => message.Rev));
    }

    static async Task<HttpResponseMessage> SendAsync(ChatUser user, HttpMethod method, string address)
    {
        using var request = new HttpRequestMessage(method, address);
        return await user.Http.SendAsync(request);
    }

    static string AllowedBy(HttpResponseMessage reply) => string.Join(", ", reply.Content.Headers.Allow.Order(StringComparer.Ordinal));
}
