using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary>"REST API Endpoints", in the order of the seed.</summary>
public sealed class RestApiTests(ChatSystem chat)
{
    [Fact]
    public async Task GET_sessions_lists_the_users_own_sessions_and_no_others()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var shared = await ada.CreateSessionAsync("Shared", bob);
        await ada.CreateSessionAsync("Ada's");
        Assert.Equal([shared.Id], (await Api.ReadAsync<List<SessionView>>(await bob.Http.GetAsync("/api/sessions/"))).Select(session => session.Id));
    }

    [Fact]
    public async Task POST_sessions_creates_a_session_that_its_maker_and_the_named_participants_are_in()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        using var reply = await ada.Http.PostAsJsonAsync("/api/sessions/", new { name = "New", participants = new[] { bob.Username } });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        var session = await Api.ReadAsync<SessionView>(reply);
        Assert.Equal($"/api/sessions/{session.Id}/", reply.Headers.Location?.OriginalString);
        foreach (var user in new[] { ada, bob })
            Assert.Equal("New", (await Api.ReadAsync<SessionView>(await user.Http.GetAsync(reply.Headers.Location))).Name);
    }

    [Fact]
    public async Task GET_session_answers_that_session()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("This one");
        var read = await Api.ReadAsync<SessionView>(await ada.Http.GetAsync($"/api/sessions/{session.Id}/"));
        Assert.Equal((session.Id, session.Name, session.CreatedAt), (read.Id, read.Name, read.CreatedAt));
    }

    [Fact]
    public async Task PUT_replaces_and_needs_the_name_and_PATCH_changes_what_it_names()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Before");
        var address = $"/api/sessions/{session.Id}/";
        Assert.Equal("Put", (await Api.ReadAsync<SessionView>(await ada.Http.PutAsJsonAsync(address, new { name = "Put" }))).Name);
        await Api.ProblemAsync(await ada.Http.PutAsJsonAsync(address, new { is_active = false }), 400, "validation_failed");
        var closed = await Api.ReadAsync<SessionView>(await ada.Http.PatchAsJsonAsync(address, new { is_active = false }));
        Assert.Equal(("Put", false), (closed.Name, closed.IsActive));
    }

    [Fact]
    public async Task DELETE_session_deletes_it_for_everybody()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Doomed", bob);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
        foreach (var user in new[] { ada, bob })
            await Api.ProblemAsync(await user.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
    }

    [Fact]
    public async Task GET_messages_answers_those_of_the_session_that_is_asked_for()
    {
        var ada = await chat.NewUserAsync("ada");
        var (one, two) = (await ada.CreateSessionAsync("one"), await ada.CreateSessionAsync("two"));
        await ada.PostAsync(one.Id, "in one");
        await ada.PostAsync(two.Id, "in two");
        Assert.Equal(["in one"], (await ada.ListAsync(one.Id)).Select(message => message.Content));
    }

    [Theory]
    [InlineData("/api/messages/", "content")]
    [InlineData("/api/send-message/", "message")]
    [InlineData("/api/send-message/", "content")]
    public async Task POST_messages_and_POST_send_message_create_a_message(string address, string name)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Posting");
        using var reply = await ada.Http.PostAsJsonAsync(address, new Dictionary<string, object> { ["session_id"] = session.Id, [name] = "hello" });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        var message = await Api.ReadAsync<MessageView>(reply);
        Assert.Equal(message, await Api.ReadAsync<MessageView>(await ada.Http.GetAsync(reply.Headers.Location)));
        Assert.Equal([message], await ada.ListAsync(session.Id));
    }

    [Fact]
    public async Task Every_address_is_there_below_chat_too()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        using var made = await ada.Http.PostAsJsonAsync("/chat/api/sessions/", new { name = "Below" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var session = await Api.ReadAsync<SessionView>(made);
        using (var posted = await ada.Http.PostAsJsonAsync("/chat/api/messages/", new { session_id = session.Id, content = "one" })) Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        using (var sent = await ada.Http.PostAsJsonAsync("/chat/api/send-message/", new { session_id = session.Id, message = "two" })) Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        var messages = await Api.ReadAsync<List<MessageView>>(await ada.Http.GetAsync($"/chat/api/messages/?session_id={session.Id}"));
        Assert.Equal(["one", "two"], messages.Select(message => message.Content));
        Assert.Equal([session.Id], (await Api.ReadAsync<List<SessionView>>(await ada.Http.GetAsync("/chat/api/sessions"))).Select(one => one.Id));
        // Under the same rules.
        await Api.ProblemAsync(await eve.Http.GetAsync($"/chat/api/sessions/{session.Id}/"), 404, "session_not_found");
        await Api.ProblemAsync(await chat.Anonymous().Http.GetAsync("/chat/api/sessions/"), 401, "not_signed_in");
        await Api.ProblemAsync(await ada.Http.GetAsync("/chat/api/nothing/"), 404, "not_found");
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/chat/api/sessions/") { Content = JsonContent.Create(new { name = "x" }), Headers = { { "Origin", "https://evil.example" } } };
        await Api.ProblemAsync(await ada.Http.SendAsync(forged), 403, "cross_site");
    }
}
