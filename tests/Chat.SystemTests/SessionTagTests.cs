using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>ETag, If-Match and If-None-Match of a session (RFC 9110, 13.1).</summary>
public sealed class SessionTagTests(ChatSystem chat)
{
    [Theory]
    [InlineData("PUT", 200)]
    [InlineData("PATCH", 200)]
    [InlineData("DELETE", 204)]
    public async Task A_change_meant_for_another_version_is_refused_and_changes_nothing(string method, int success)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("First");
        var address = $"/api/sessions/{session.Id}/";
        var old = await TagAsync(ada, address);
        Assert.Equal($"W/\"{session.Version}\"", old);
        using (var renamed = await SendAsync(ada, "PATCH", address, "Second", ifMatch: null))
        {
            Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
            Assert.Equal(renamed.Headers.ETag?.ToString(), await TagAsync(ada, address));
        }

        foreach (var stale in new[] { old, old[2..], "\"0\", W/\"99\"", "nonsense" })
            await Api.ProblemAsync(await SendAsync(ada, method, address, "Lost", stale), 412, "precondition_failed");
        Assert.Equal("Second", (await Api.ReadAsync<SessionView>(await ada.Http.GetAsync(address))).Name);

        var current = await TagAsync(ada, address);
        using var reply = await SendAsync(ada, method, address, "Third", $"\"0\", {current}");
        Assert.Equal(success, (int)reply.StatusCode);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("STRONG")]
    [InlineData(null)]
    public async Task Any_version_the_same_version_as_a_strong_tag_and_no_condition_let_a_change_through(string? ifMatch)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("First");
        using var reply = await SendAsync(ada, "PATCH", $"/api/sessions/{session.Id}", "Second", ifMatch == "STRONG" ? $"\"{session.Version}\"" : ifMatch);
        Assert.Equal("Second", (await Api.ReadAsync<SessionView>(reply)).Name);
    }

    [Fact]
    public async Task Of_many_who_change_one_version_at_once_one_succeeds()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("First");
        var address = $"/api/sessions/{session.Id}/";
        var tag = await TagAsync(ada, address);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SendAsync(ada, "PATCH", address, $"Name {i}", tag)));
        Assert.Single(replies, reply => reply.StatusCode is HttpStatusCode.OK);
        Assert.Equal(7, replies.Count(reply => reply.StatusCode is HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_session_that_is_known_already_is_answered_304_until_it_changes()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Known", bob);
        var address = $"/api/sessions/{session.Id}/";
        var tag = await TagAsync(bob, address);

        using (var unchanged = await SendAsync(bob, "GET", address, name: null, ifNoneMatch: $"W/\"0\", {tag}"))
        {
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
            Assert.Equal(tag, unchanged.Headers.ETag?.ToString());
            Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
        }
        using var removed = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var changed = await SendAsync(ada, "GET", address, name: null, ifNoneMatch: tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        // Who may not see it learns nothing from the condition.
        await Api.ProblemAsync(await SendAsync(bob, "GET", address, name: null, ifNoneMatch: "*"), 404, "session_not_found");
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_no_new_version()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Same");
        foreach (var body in new object[] { new { }, new { name = "Same" }, new { is_active = true } })
        {
            var same = await Api.ReadAsync<SessionView>(await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", body));
            Assert.Equal((session.Version, session.UpdatedAt), (same.Version, same.UpdatedAt));
        }
    }

    static async Task<string> TagAsync(ChatUser user, string address)
    {
        using var reply = await user.Http.GetAsync(address);
        return reply.Headers.ETag!.ToString();
    }

    static async Task<HttpResponseMessage> SendAsync(
        ChatUser user, string method, string address, string? name, string? ifMatch = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (name is not null && method != "DELETE") request.Content = JsonContent.Create(new { name });
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await user.Http.SendAsync(request);
    }
}
