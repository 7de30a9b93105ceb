using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What administrators are told of the way of one message.</summary>
public sealed class MessageTraceTests(ChatSystem chat)
{
    [Fact]
    public async Task A_message_over_the_hub_is_explained_from_its_acceptance_to_its_readers()
    {
        var (ada, bob, session) = await PairAsync();
        await using var ears = await ada.ListenAsync();
        await using var moreEars = await bob.ListenAsync();
        var before = DateTime.UtcNow;
        await ears.SendAsync(session.Id, "hello");
        using var moved = await bob.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 1 });
        var message = (await ada.ListAsync(session.Id)).Single();

        var trace = await TraceAsync(message.Id, found => found.Has("committed") && found.Has("published", "backplane") && found.Has("published", "head") && found.Has("consumed") && found.Connections == 2);

        Assert.Equal((message.Id, session.Id, 1L, ada.Id), (trace.Id, trace.ChatSession, trace.Seq, trace.Sender.Id));
        Assert.Equal(["accepted", "committed", "published", "sent"], trace.Steps.Where(step => step.Way is null or "backplane").Select(step => step.Step).Distinct());
        Assert.Equal(("messages", "realtime"), (trace.First("committed").Service, trace.First("published").Service));
        Assert.Matches("^messages-[12]-", trace.First("committed").Instance);
        Assert.Contains(trace.Steps, step => step is { Step: "published", Way: "head", Service: "messages" });
        Assert.Contains(trace.Steps, step => step is { Step: "consumed", Way: "head", Service: "realtime" });
        Assert.Equal(2, trace.Connections);
        Assert.True(trace.First("accepted").At <= trace.First("committed").At && trace.First("committed").At <= trace.First("sent").At);
        Assert.InRange(trace.First("accepted").At, before, DateTime.UtcNow);
        Assert.Equal(bob.Id, Assert.Single(trace.ReadBy).UserId);
        Assert.Equal(0, trace.UnreadBy);
    }

    [Fact]
    public async Task A_message_over_rest_goes_by_an_event_and_of_several_each_has_its_own_way()
    {
        var (ada, bob, session) = await PairAsync();
        await using var ears = await bob.ListenAsync();
        var messages = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => ada.PostAsync(session.Id, $"message {i}")));
        foreach (var message in messages)
        {
            var trace = await TraceAsync(message.Id, found => found.Has("committed") && found.Has("published", "event") && found.Has("consumed", "event") && found.Has("sent"));
            Assert.Single(trace.Steps, step => step.Step == "committed");
            Assert.Single(trace.Steps, step => step is { Step: "published", Way: "event" });
            Assert.Equal((1, 0, 1), (trace.Connections, trace.ReadBy.Count, trace.UnreadBy));
        }
    }

    async Task<(ChatUser Ada, ChatUser Bob, SessionView Session)> PairAsync()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        return (ada, bob, await ada.CreateSessionAsync("Explained", bob));
    }

    async Task<TraceView> TraceAsync(long messageId, Predicate<TraceView> isWhole)
    {
        var admin = await chat.AdministratorAsync();
        TraceView? trace = null;
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var reply = await admin.Http.GetAsync($"/api/admin/messages/{messageId}/trace/");
            trace = await Api.ReadAsync<TraceView>(reply);
            return isWhole(trace);
        }, "all of the message's way is noted", seconds: 30);
        Assert.True(trace!.Noted);
        return trace;
    }

    sealed record TraceView(
        long Id, long ChatSession, long Seq, MessageSenderView Sender, bool Noted, List<StepView> Steps, int Connections, List<ReaderView> ReadBy, int UnreadBy)
    {
        public bool Has(string step, string? way = null) => Steps.Exists(one => one.Step == step && (way is null || one.Way == way));

        public StepView First(string step) => Steps.First(one => one.Step == step);
    }

    sealed record StepView(string Step, DateTime At, string Service, string Instance, string? Way, int? Messages, int? Connections);

    sealed record MessageSenderView(long Id);

    sealed record ReaderView(long UserId, long Seq);
}
