using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>Edits, deletions, reactions and replies: each is one revision that everybody hears of.</summary>
public sealed class ChangeTests(ChatSystem chat)
{
    [Fact]
    public async Task An_edit_replaces_the_text_everywhere_and_is_the_next_revision()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Edits", bob);
        await using var listener = await bob.ListenAsync();
        using var socket = await bob.OpenSocketAsync(session.Id);
        var posted = await ada.PostAsync(session.Id, "teh text");
        await ada.PostAsync(session.Id, "another");

        var edited = await EditAsync(ada, posted.Id, "  the text ");
        Assert.Equal(("the text", posted.Id, posted.Seq, 3L), (edited.Content, edited.Id, edited.Seq, edited.Rev));
        Assert.NotNull(edited.EditedAt);
        Assert.Equal(posted.Timestamp, edited.Timestamp);

        // Alone, or together with what was posted a moment before.
        await Eventually.BecomesTrueAsync(() => listener.Changes.LastOrDefault()?.Rev == 3, "bob hears of the edit");
        var heard = listener.Changes.Last().Messages.Last();
        Assert.Equal(("the text", 1L, 3L), (heard.Content, heard.Seq, heard.Rev));

        var frame = await socket.ReceiveAsync();
        while (frame.GetProperty("type").GetString() is "chat_message") frame = await socket.ReceiveAsync();
        Assert.Equal(("message_changed", "the text"), (frame.GetProperty("type").GetString(), frame.GetProperty("message").GetString()));

        Assert.Equal(["another", "the text"], (await bob.ListAsync(session.Id, "&since_rev=1")).Select(message => message.Content));
        // The same again is no change.
        Assert.Equal(3, (await EditAsync(ada, posted.Id, "the text")).Rev);
    }

    [Fact]
    public async Task A_deletion_leaves_a_tombstone_without_content()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Deletions", bob);
        await using var listener = await bob.ListenAsync();
        var posted = await ada.PostAsync(session.Id, "regretted");
        await ReactAsync(bob, posted.Id, "👍");

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(ada, posted.Id));
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(ada, posted.Id));

        var tombstone = Assert.Single(await bob.ListAsync(session.Id));
        Assert.Equal(("", 1L, 3L, posted.Id), (tombstone.Content, tombstone.Seq, tombstone.Rev, tombstone.Id));
        Assert.NotNull(tombstone.DeletedAt);
        Assert.Null(tombstone.Reactions);
        await Eventually.BecomesTrueAsync(() => listener.Changes.Any(changes => changes.Rev == 3), "bob hears of the deletion");
        Assert.Equal("", listener.Changes.Last().Messages.Last().Content);

        using var edit = await ada.Http.PatchAsJsonAsync($"/api/messages/{posted.Id}/", new { content = "back" });
        await Api.ProblemAsync(edit, 409, "message_deleted");
        using var react = await ada.Http.PutAsync($"/api/messages/{posted.Id}/reactions/👍/", null);
        await Api.ProblemAsync(react, 409, "message_deleted");
        // Sending it again with its client id does not bring it back.
        var again = await ada.PostAsync(session.Id, "regretted", posted.ClientId);
        Assert.Equal((posted.Id, "", true), (again.Id, again.Content, again.DeletedAt is not null));
    }

    [Fact]
    public async Task Own_messages_only_unless_owner_or_moderator()
    {
        var (ada, bob, cem) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cem"));
        var session = await ada.CreateSessionAsync("Rights", bob, cem);
        var byBob = await bob.PostAsync(session.Id, "by bob");

        using var edit = await ada.Http.PatchAsJsonAsync($"/api/messages/{byBob.Id}/", new { content = "by ada" });
        await Api.ProblemAsync(edit, 403, "forbidden");
        using var delete = await cem.Http.DeleteAsync($"/api/messages/{byBob.Id}/");
        await Api.ProblemAsync(delete, 403, "forbidden");

        using var promote = await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/participants/{cem.Id}/", new { role = "moderator" });
        Assert.Equal("moderator", (await Api.ReadAsync<ParticipantView>(promote)).Role);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(cem, byBob.Id));
        using var editAsModerator = await cem.Http.PatchAsJsonAsync($"/api/messages/{(await bob.PostAsync(session.Id, "two")).Id}/", new { content = "x" });
        await Api.ProblemAsync(editAsModerator, 403, "forbidden");
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(ada, (await bob.PostAsync(session.Id, "three")).Id));
    }

    [Fact]
    public async Task Reactions_are_one_per_user_and_emoji_and_can_be_taken_back()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Reactions", bob);
        var posted = await ada.PostAsync(session.Id, "nice?");

        await ReactAsync(ada, posted.Id, "👍");
        await ReactAsync(bob, posted.Id, "👩‍👩‍👧");
        var both = await ReactAsync(bob, posted.Id, "👍");
        Assert.Equal(["👍", "👩‍👩‍👧"], both.Reactions!.Select(reaction => reaction.Emoji));
        Assert.Equal([ada.Id, bob.Id], both.Reactions![0].UserIds);
        Assert.Equal(both.Rev, (await ReactAsync(bob, posted.Id, "👍")).Rev);

        await UnreactAsync(bob, posted.Id, "👩‍👩‍👧");
        var left = await UnreactAsync(ada, posted.Id, "👍");
        Assert.Equal([bob.Id], Assert.Single(left.Reactions!).UserIds);
        Assert.Null((await UnreactAsync(bob, posted.Id, "👍")).Reactions);
    }

    [Fact]
    public async Task Reactions_at_the_same_time_all_count()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => chat.NewUserAsync()));
        var session = await users[0].CreateSessionAsync("Popular", users[1..]);
        var posted = await users[0].PostAsync(session.Id, "hooray");
        await Task.WhenAll(users.Select(user => ReactAsync(user, posted.Id, "🎉")));

        var message = Assert.Single(await users[0].ListAsync(session.Id));
        Assert.Equal(users.Select(user => user.Id).Order(), Assert.Single(message.Reactions!).UserIds.Order());
        Assert.Equal(9, message.Rev);
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("👍👍")]
    [InlineData("x")]
    [InlineData("1")]
    [InlineData("é")]
    public async Task A_reaction_is_one_emoji(string text)
    {
        var ada = await chat.NewUserAsync("ada");
        var posted = await ada.PostAsync((await ada.CreateSessionAsync("Words")).Id, "hm");
        using var reply = await ada.Http.PutAsync($"/api/messages/{posted.Id}/reactions/{Uri.EscapeDataString(text)}/", null);
        await Api.ProblemAsync(reply, 400, "validation_failed");
    }

    [Fact]
    public async Task A_reply_names_the_message_that_it_answers()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Replies");
        await ada.PostAsync(session.Id, "question");
        await using var listener = await ada.ListenAsync();
        using var byRest = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "answer", reply_to = 1 });
        Assert.Equal(1, (await Api.ReadAsync<MessageView>(byRest)).ReplyTo);
        await listener.Hub.InvokeCoreAsync("send", typeof(JsonElement), [new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "another", ["reply_to"] = 2 }], default);

        Assert.Equal([null, 1, 2], (await ada.ListAsync(session.Id)).Select(message => message.ReplyTo));
        await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Count == 2, "the replies arrive");
        Assert.Equal([1, 2], listener.Messages(session.Id).Select(message => message.ReplyTo));
        foreach (var unknown in (long[])[0, 4, -1, 99])
        {
            using var wrong = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "to whom?", reply_to = unknown });
            await Api.ProblemAsync(wrong, 400, "validation_failed");
        }
        Assert.Equal(3, (await ada.ListAsync(session.Id)).Count);
    }

    [Fact]
    public async Task Strangers_and_those_who_left_learn_nothing_of_a_message()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Private", bob);
        var posted = await bob.PostAsync(session.Id, "secret");
        using var leave = await bob.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/");
        Assert.Equal(HttpStatusCode.NoContent, leave.StatusCode);
        foreach (var user in (ChatUser[])[bob, eve])
        {
            using var get = await user.Http.GetAsync($"/api/messages/{posted.Id}/");
            using var edit = await user.Http.PatchAsJsonAsync($"/api/messages/{posted.Id}/", new { content = "mine" });
            using var delete = await user.Http.DeleteAsync($"/api/messages/{posted.Id}/");
            using var react = await user.Http.PutAsync($"/api/messages/{posted.Id}/reactions/👍/", null);
            foreach (var reply in (HttpResponseMessage[])[get, edit, delete, react]) await Api.ProblemAsync(reply, 404, "message_not_found");
        }
        Assert.Equal(("secret", 1L), (Assert.Single(await ada.ListAsync(session.Id)).Content, Assert.Single(await ada.ListAsync(session.Id)).Rev));
    }

    [Fact]
    public async Task A_revision_that_the_session_never_had_is_refused()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Short");
        await ada.PostAsync(session.Id, "only one");
        Assert.Empty(await ada.ListAsync(session.Id, "&since_rev=1"));
        using var future = await ada.Http.GetAsync($"/api/messages/?session_id={session.Id}&since_rev=2");
        await Api.ProblemAsync(future, 409, "unknown_rev");
        using var negative = await ada.Http.GetAsync($"/api/messages/?session_id={session.Id}&since_rev=-1");
        await Api.ProblemAsync(negative, 400, "validation_failed");
    }

    static async Task<MessageView> EditAsync(ChatUser user, long id, string content)
    {
        using var reply = await user.Http.PatchAsJsonAsync($"/api/messages/{id}/", new { content });
        return await Api.ReadAsync<MessageView>(reply);
    }

    static async Task<HttpStatusCode> DeleteAsync(ChatUser user, long id)
    {
        using var reply = await user.Http.DeleteAsync($"/api/messages/{id}/");
        return reply.StatusCode;
    }

    static async Task<MessageView> ReactAsync(ChatUser user, long id, string emoji)
    {
        using var reply = await user.Http.PutAsync($"/api/messages/{id}/reactions/{Uri.EscapeDataString(emoji)}/", null);
        return await Api.ReadAsync<MessageView>(reply);
    }

    static async Task<MessageView> UnreactAsync(ChatUser user, long id, string emoji)
    {
        using var reply = await user.Http.DeleteAsync($"/api/messages/{id}/reactions/{Uri.EscapeDataString(emoji)}/");
        return await Api.ReadAsync<MessageView>(reply);
    }
}
