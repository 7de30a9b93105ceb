using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

public sealed class MessageTests(ChatSystem chat)
{
    [Fact]
    public async Task A_message_is_stored_as_it_was_answered()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Notes");
        var clientId = Guid.NewGuid();
        var posted = await ada.PostAsync(session.Id, "  première 🚀 <b>note</b>  ", clientId);

        Assert.Equal((1, 1, clientId, "première 🚀 <b>note</b>"), (posted.Seq, posted.Rev, posted.ClientId, posted.Content));
        Assert.Equal((session.Id, ada.Id, ada.Username), (posted.ChatSession, posted.Sender.Id, posted.Sender.Username));
        Assert.Equal([posted], await ada.ListAsync(session.Id));
    }

    [Fact]
    public async Task The_other_way_to_send_takes_both_names_of_the_text()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Alias");
        using var one = await ada.Http.PostAsJsonAsync("/api/send-message/", new { session_id = session.Id, message = "one" });
        using var two = await ada.Http.PostAsJsonAsync("/api/send-message", new { session_id = session.Id, content = "two" });
        Assert.Equal(201, (int)one.StatusCode);
        Assert.Equal(201, (int)two.StatusCode);
        Assert.Equal(["one", "two"], (await ada.ListAsync(session.Id)).Select(message => message.Content));
    }

    [Fact]
    public async Task History_is_paged_both_ways_and_by_revision_without_loss()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Pages");
        for (var i = 1; i <= 25; i++) await ada.PostAsync(session.Id, $"m{i}");

        Assert.Equal(Enumerable.Range(16, 10).Select(i => $"m{i}"), (await ada.ListAsync(session.Id, "&limit=10")).Select(message => message.Content));
        foreach (var (first, grows) in new[] { ("&limit=10", false), ("&after_seq=0&limit=10", true), ("&since_rev=0&limit=10", true) })
        {
            var seen = new List<long>();
            for (var address = $"/api/messages/?session_id={session.Id}{first}"; address is not null;)
            {
                using var reply = await ada.Http.GetAsync(address);
                var page = await Api.ReadAsync<List<MessageView>>(reply);
                Assert.Equal(page.OrderBy(message => message.Seq), page);
                seen.InsertRange(grows ? seen.Count : 0, page.Select(message => message.Seq));
                address = Links.Next(reply);
            }
            Assert.Equal(Enumerable.Range(1, 25).Select(i => (long)i), seen);
        }
        Assert.Equal([24, 25], (await ada.ListAsync(session.Id, "&since_rev=23")).Select(message => message.Rev));
    }

    [Fact]
    public async Task A_page_can_begin_at_a_time()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Times");
        var empty = await ada.ListAsync(session.Id, "&at=2001-01-01T00:00:00Z");
        Assert.Empty(empty);
        var posted = new List<MessageView>();
        for (var i = 1; i <= 12; i++) posted.Add(await ada.PostAsync(session.Id, $"m{i}"));

        foreach (var message in posted)
        {
            var at = Uri.EscapeDataString(message.Timestamp.ToString("O"));
            Assert.Equal([message.Seq, message.Seq + 1], (await ada.ListAsync(session.Id, $"&at={at}&limit=2")).Select(m => m.Seq).Append(13).Distinct().Take(2));
            var after = Uri.EscapeDataString(message.Timestamp.AddTicks(10).ToString("O"));
            Assert.Equal(message.Seq < 12 ? [message.Seq + 1] : [], (await ada.ListAsync(session.Id, $"&at={after}&limit=1")).Select(m => m.Seq));
        }
        Assert.Equal(12, (await ada.ListAsync(session.Id, "&at=2001-01-01T00:00:00%2B02:00")).Count);
        Assert.Empty(await ada.ListAsync(session.Id, "&at=2999-01-01T00:00:00Z"));

        using var next = await ada.Http.GetAsync($"/api/messages/?session_id={session.Id}&at=2001-01-01T00:00:00Z&limit=5");
        Assert.Contains("after_seq=5", Links.Next(next));
        foreach (var wrong in (string[])["&at=yesterday", "&at=2001-01-01T00:00:00Z&after_seq=3"])
        {
            using var refused = await ada.Http.GetAsync($"/api/messages/?session_id={session.Id}{wrong}");
            Assert.Equal(400, (int)refused.StatusCode);
        }
        using var stranger = await bob.Http.GetAsync($"/api/messages/?session_id={session.Id}&at=2001-01-01T00:00:00Z");
        Assert.Equal(404, (int)stranger.StatusCode);
    }

    [Fact]
    public async Task A_session_made_a_moment_ago_takes_messages_from_all_its_members()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        for (var i = 0; i < 5; i++)
        {
            var session = await ada.CreateSessionAsync("Fresh", bob);
            Assert.Equal(1, (await bob.PostAsync(session.Id, "first!")).Seq);
        }
    }
}
