using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests.SeedContract;

/// <summary>"Database Schema": ChatSession, Message, their relationships and the database features.</summary>
public sealed class ModelTests(ChatSystem chat)
{
    [Fact]
    public async Task A_session_has_name_created_at_updated_at_participants_and_is_active_which_is_true_by_default()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var before = DateTime.UtcNow.AddSeconds(-1);
        using var reply = await ada.Http.PostAsJsonAsync("/api/sessions/", new { name = "Engines", participants = new object[] { bob.Id } });
        var session = await Api.ReadAsync<JsonElement>(reply);
        Assert.Equal("Engines", session.GetProperty("name").GetString());
        Assert.True(session.GetProperty("id").GetInt64() > 0);
        Assert.True(session.GetProperty("is_active").GetBoolean());
        Assert.InRange(session.GetProperty("created_at").GetDateTime(), before, DateTime.UtcNow.AddSeconds(1));
        Assert.Equal(session.GetProperty("created_at").GetDateTime(), session.GetProperty("updated_at").GetDateTime());
        Assert.Equal([ada.Id, bob.Id], session.GetProperty("participants").EnumerateArray().Select(participant => participant.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task Created_at_is_set_once_and_updated_at_with_every_save()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("First");
        var renamed = await Api.ReadAsync<SessionView>(await ada.Http.PatchAsJsonAsync(
            $"/api/sessions/{session.Id}/", new { name = "Second", created_at = "2001-01-01T00:00:00Z", updated_at = "2001-01-01T00:00:00Z" }));
        Assert.Equal(session.CreatedAt, renamed.CreatedAt);
        Assert.True(renamed.UpdatedAt > session.UpdatedAt);
    }

    [Fact]
    public async Task Users_are_in_many_sessions_and_sessions_have_many_users()
    {
        var (ada, bob, cem) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cem"));
        var both = await ada.CreateSessionAsync("Ada, Bob, Cem", bob, cem);
        var one = await bob.CreateSessionAsync("Bob, Cem", cem);
        Assert.Equal([one.Id, both.Id], await SessionsOfAsync(bob));
        Assert.Equal([one.Id, both.Id], await SessionsOfAsync(cem));
        Assert.Equal([both.Id], await SessionsOfAsync(ada));
    }

    [Fact]
    public async Task A_message_has_chat_session_sender_content_timestamp_and_is_read_which_is_false_by_default()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Notes", bob);
        var before = DateTime.UtcNow.AddSeconds(-1);
        using var reply = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "note" });
        var message = await Api.ReadAsync<JsonElement>(reply);
        Assert.True(message.GetProperty("id").GetInt64() > 0);
        Assert.Equal(session.Id, message.GetProperty("chat_session").GetInt64());
        Assert.Equal((ada.Id, ada.Username), (message.GetProperty("sender").GetProperty("id").GetInt64(), message.GetProperty("sender").GetProperty("username").GetString()));
        Assert.Equal("note", message.GetProperty("content").GetString());
        Assert.False(message.GetProperty("is_read").GetBoolean());
        Assert.InRange(message.GetProperty("timestamp").GetDateTime(), before, DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task Sender_timestamp_and_is_read_come_from_the_server_whatever_the_client_says()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Claims", bob);
        var before = DateTime.UtcNow.AddSeconds(-1);
        using var reply = await bob.Http.PostAsJsonAsync(
            "/api/messages/", new { session_id = session.Id, content = "mine", sender = ada.Id, sender_id = ada.Id, timestamp = "2001-01-01T00:00:00Z", is_read = true });
        var message = await Api.ReadAsync<MessageView>(reply);
        Assert.Equal((bob.Id, false), (message.Sender.Id, message.IsRead));
        Assert.True(message.Timestamp > before);
    }

    [Fact]
    public async Task Messages_are_ordered_by_timestamp()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Order", bob);
        for (var i = 0; i < 10; i++) await (i % 2 == 0 ? ada : bob).PostAsync(session.Id, $"{i}");
        var messages = await bob.ListAsync(session.Id);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), messages.Select(message => message.Content));
        Assert.Equal(messages.Select(message => message.Timestamp).Order(), messages.Select(message => message.Timestamp));
    }

    [Fact]
    public async Task Sessions_are_ordered_by_last_update()
    {
        var ada = await chat.NewUserAsync("ada");
        var (one, two, three) = (await ada.CreateSessionAsync("one"), await ada.CreateSessionAsync("two"), await ada.CreateSessionAsync("three"));
        Assert.Equal([three.Id, two.Id, one.Id], await SessionsOfAsync(ada));
        using var renamed = await ada.Http.PatchAsJsonAsync($"/api/sessions/{one.Id}/", new { name = "one again" });
        Assert.Equal([one.Id, three.Id, two.Id], await SessionsOfAsync(ada));
        await ada.PostAsync(two.Id, "here, too");
        await Eventually.BecomesTrueAsync(async () => (await SessionsOfAsync(ada))[0] == two.Id, "a message moves its session up");
    }

    [Fact]
    public async Task Messages_are_deleted_when_their_session_is()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Doomed", bob);
        var message = await bob.PostAsync(session.Id, "gone soon");
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/messages/{message.Id}/"), 404, "message_not_found");
        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/messages/?session_id={session.Id}"), 404, "session_not_found");
        // Not only out of sight.
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await Eventually.BecomesTrueAsync(async () => await database.ScalarAsync($"SELECT count(*) FROM messages WHERE id = {message.Id}") is 0L, "it is not stored any more", 60);
    }

    [Fact]
    public async Task Read_status_is_tracked()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Reading", bob);
        await ada.PostAsync(session.Id, "read me");
        Assert.False((await ada.ListAsync(session.Id))[0].IsRead);
        using var read = await bob.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 1 });
        Assert.True((await ada.ListAsync(session.Id))[0].IsRead);
    }

    static async Task<List<long>> SessionsOfAsync(ChatUser user) =>
        (await Api.ReadAsync<List<SessionView>>(await user.Http.GetAsync("/api/sessions/"))).ConvertAll(session => session.Id);
}
