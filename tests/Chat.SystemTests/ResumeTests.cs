using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests;

/// <summary>The hub's <c>resume</c>: whatever a client holds, it is brought up to date or told why not.</summary>
public sealed class ResumeTests(ChatSystem chat)
{
    const int Most = 200;

    [Fact]
    public async Task From_any_revision_a_client_gets_the_present_state_of_what_changed_since()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Ages", bob);
        var posted = new List<MessageView>();
        for (var i = 1; i <= 10; i++) posted.Add(await ada.PostAsync(session.Id, $"text {i}"));
        (await ada.Http.PatchAsJsonAsync($"/api/messages/{posted[1].Id}/", new { content = "edited" })).EnsureSuccessStatusCode();
        (await ada.Http.DeleteAsync($"/api/messages/{posted[3].Id}/")).EnsureSuccessStatusCode();
        (await bob.Http.PutAsync($"/api/messages/{posted[5].Id}/reactions/👍/", null)).EnsureSuccessStatusCode();
        await using var listener = await bob.ListenAsync();

        for (var held = 0; held <= 13; held++)
        {
            var reply = await listener.ResumeAsync(new Dictionary<long, long> { [session.Id] = held });
            Assert.Equal((10, 13), (Assert.Single(reply.Sessions).Seq, reply.Sessions[0].Rev));
            Assert.Empty(reply.Refused);
            if (held == 13)
            {
                Assert.Empty(reply.Changes);
                continue;
            }
            var missed = Assert.Single(reply.Changes);
            Assert.Equal((session.Id, held, 13L, false), (missed.SessionId, missed.PrevRev, missed.Rev, missed.More));
            var listed = await bob.ListAsync(session.Id, $"&since_rev={held}");
            Assert.Equal(listed.Select(JsonOf), missed.Messages.Select(JsonOf));
        }
    }

    [Fact]
    public async Task Who_missed_much_gets_the_first_part_and_pages_on_over_rest()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Long");
        await using var listener = await ada.ListenAsync();
        await FillAsync(ada, session.Id, 2 * Most + 50);

        var missed = Assert.Single((await listener.ResumeAsync(new Dictionary<long, long> { [session.Id] = 10 })).Changes);
        Assert.Equal((10L, 10L + Most, true), (missed.PrevRev, missed.Rev, missed.More));
        var got = missed.Messages.ConvertAll(message => message.Rev);
        while (await ada.ListAsync(session.Id, $"&since_rev={got[^1]}&limit={Most}") is { Count: > 0 } page) got.AddRange(page.Select(message => message.Rev));
        Assert.Equal(Enumerable.Range(11, 2 * Most + 40).Select(rev => (long)rev), got);
    }

    [Fact]
    public async Task Much_missed_in_many_sessions_is_answered_in_bounds_and_without_holes()
    {
        var ada = await chat.NewUserAsync("ada");
        await using var listener = await ada.ListenAsync();
        var sessions = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            // Each by a writer of its own: what one may write is limited.
            var writer = await chat.NewUserAsync("writer");
            sessions.Add((await writer.CreateSessionAsync($"Session {i}", ada)).Id);
            await FillAsync(writer, sessions[i], 150);
        }

        var reply = await listener.ResumeAsync(sessions.ToDictionary(id => id, _ => 0L));
        Assert.Equal(sessions.Order(), reply.Changes.Select(missed => missed.SessionId).Order());
        Assert.InRange(reply.Changes.Sum(missed => missed.Messages.Count), 2 * Most, 4 * Most);
        foreach (var missed in reply.Changes)
        {
            Assert.Equal(Enumerable.Range(1, (int)missed.Rev).Select(rev => (long)rev), missed.Messages.Select(message => message.Rev));
            Assert.Equal(missed.Rev < 150, missed.More);
        }
    }

    [Fact]
    public async Task A_revision_from_the_future_is_refused_and_the_session_is_heard_all_the_same()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Future", bob);
        await ada.PostAsync(session.Id, "one");
        await using var listener = await bob.ListenAsync();

        foreach (var rev in (long[])[2, long.MaxValue])
        {
            var reply = await listener.ResumeAsync(new Dictionary<long, long> { [session.Id] = rev });
            Assert.Equal([new RefusedView(session.Id, "unknown_rev")], reply.Refused);
            Assert.Empty(reply.Changes);
            Assert.Equal(1, Assert.Single(reply.Sessions).Rev);
        }
        await ada.PostAsync(session.Id, "two");
        await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Count > 0, "bob hears what comes next");
    }

    [Fact]
    public async Task Sessions_one_is_not_in_are_refused_alike_whether_they_exist_or_not()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Private", bob);
        await ada.PostAsync(session.Id, "secret");
        await using var friend = await bob.ListenAsync();
        await using var stranger = await eve.ListenAsync();
        var own = await eve.CreateSessionAsync("Own");

        const long Nowhere = 999_999_999_999;
        foreach (var rev in (long[])[0, 1, 50])
        {
            var reply = await stranger.ResumeAsync(new Dictionary<long, long> { [session.Id] = rev, [Nowhere] = rev });
            Assert.Equal([(session.Id, "session_not_found"), (Nowhere, "session_not_found")], reply.Refused.OrderBy(refused => refused.SessionId).Select(refused => (refused.SessionId, refused.Code)));
            Assert.Empty(reply.Changes);
            Assert.Equal([own.Id], reply.Sessions.Select(standing => standing.SessionId));
        }

        await ada.PostAsync(session.Id, "another");
        await Eventually.BecomesTrueAsync(() => friend.Messages(session.Id).Count == 1, "bob hears ada");
        await eve.PostAsync(own.Id, "mine");
        await Eventually.BecomesTrueAsync(() => stranger.Messages(own.Id).Count == 1, "eve hears herself");
        Assert.Equal([own.Id], stranger.Changes.Select(changes => changes.SessionId));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("""{"sessions": 5}""")]
    [InlineData("""{"sessions": []}""")]
    [InlineData("""{"sessions": "1"}""")]
    [InlineData("""{"sessions": {"1": -1}}""")]
    [InlineData("""{"sessions": {"1": 1.5}}""")]
    [InlineData("""{"sessions": {"1": "1"}}""")]
    [InlineData("""{"sessions": {"1": null}}""")]
    [InlineData("""{"sessions": {"1": {}}}""")]
    [InlineData("""{"sessions": {"1": 99999999999999999999}}""")]
    [InlineData("""{"sessions": {"-1": 1}}""")]
    [InlineData("""{"sessions": {"99999999999999999999": 1}}""")]
    [InlineData("""{"sessions": {"one": 1}}""")]
    [InlineData("""{"sessions": {"": 1}}""")]
    public async Task A_bad_request_is_a_clear_error_and_the_connection_lives_on(string request)
    {
        var ada = await chat.NewUserAsync("ada");
        await using var listener = await ada.ListenAsync();
        await RefusesAsync(listener, JsonSerializer.Deserialize<JsonElement>(request), "invalid_request");
        Assert.Equal(ada.Id, (await listener.ResumeAsync(new Dictionary<long, long>())).UserId);
    }

    [Fact]
    public async Task Ten_thousand_sessions_can_be_named_and_not_one_more()
    {
        var ada = await chat.NewUserAsync("ada");
        await using var listener = await ada.ListenAsync();
        const long First = 1_000_000_000;
        var held = Enumerable.Range(0, 10_000).ToDictionary(i => First + i, i => 1_000_000L + i);
        Assert.Equal(held.Keys, (await listener.ResumeAsync(held)).Refused.Select(refused => refused.SessionId).Order());

        held[First - 1] = 1;
        await RefusesAsync(listener, JsonSerializer.SerializeToElement(new { sessions = held }), "invalid_request");
        Assert.Equal(ada.Id, (await listener.ResumeAsync(new Dictionary<long, long>())).UserId);
    }

    static string JsonOf(MessageView message) => JsonSerializer.Serialize(message with { IsRead = false }, Api.Json);

    static async Task RefusesAsync(HubListener listener, JsonElement request, string code)
    {
        var refusal = await Assert.ThrowsAsync<HubException>(() => listener.Hub.InvokeAsync<JsonElement>("resume", request));
        Assert.Contains($"\"code\":\"{code}\"", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(HubConnectionState.Connected, listener.Hub.State);
    }

    static Task FillAsync(ChatUser user, long sessionId, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(1, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await user.PostAsync(sessionId, $"text {i}"));
}
