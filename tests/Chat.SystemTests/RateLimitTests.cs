using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SystemTests;

/// <summary>Whoever goes too fast is told so, with the time to wait, and loses nothing by it.</summary>
public sealed class RateLimitTests(ChatSystem chat)
{
    // Two instances of Messages each let this many through at once, and 50 a second.
    const int AtOnce = 500;

    [Fact]
    public async Task A_writer_who_is_too_fast_is_slowed_down_over_every_way_in_and_others_are_not()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Flood", bob);
        // A connection's calls are handled one after the other, so one alone would not be too fast.
        var hubs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ada.ListenAsync()));

        var sent = Enumerable.Range(0, 4 * AtOnce).Select(_ => Guid.NewGuid()).ToList();
        var answers = await Task.WhenAll(sent.Select((clientId, i) => TrySendAsync(hubs[i % hubs.Length], session.Id, clientId)));
        var refused = answers.Where(answer => answer.Error is not null).Select(answer => (answer.ClientId, Error: answer.Error!.Value)).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, refusal =>
        {
            Assert.Equal("rate_limited", refusal.Error.GetProperty("code").GetString());
            Assert.True(refusal.Error.GetProperty("retryable").GetBoolean());
            Assert.InRange(refusal.Error.GetProperty("retry_after").GetDouble(), 0, 5);
        });

        // The same writer is as fast everywhere; another one has a count of their own.
        var overRest = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "and by REST" })));
        var tooMany = overRest.First(reply => !reply.IsSuccessStatusCode);
        await Api.ProblemAsync(tooMany, 429, "rate_limited");
        Assert.True(tooMany.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        await bob.PostAsync(session.Id, "nobody holds me up");

        // Sent again until taken: each is there once.
        foreach (var (clientId, _) in refused.Take(50))
            await Eventually.BecomesTrueAsync(async () => (await TrySendAsync(hubs[0], session.Id, clientId)).Error is null, "a refused message is taken later", 30);
        var stored = (await bob.ListAllAsync(session.Id)).Where(message => message.Sender.Id == ada.Id).Select(message => message.ClientId).ToList();
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(sent.Except(refused.Skip(50).Select(refusal => refusal.ClientId)).Except(stored));
        foreach (var hub in hubs) await hub.DisposeAsync();
    }

    [Fact]
    public async Task Resuming_over_and_over_is_refused_and_the_connection_lives_on()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Again");
        await using var hub = await ada.ListenAsync();

        var error = await Assert.ThrowsAsync<HubException>(async () =>
        {
            for (var i = 0; i < 200; i++) await hub.ResumeAsync(new Dictionary<long, long>());
        });
        Assert.Contains("\"code\":\"rate_limited\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await hub.SendAsync(session.Id, "still here")).Seq);
    }

    static async Task<(Guid ClientId, JsonElement? Error)> TrySendAsync(HubListener hub, long sessionId, Guid clientId)
    {
        try
        {
            await hub.SendAsync(sessionId, "flood", clientId);
            return (clientId, null);
        }
        catch (HubException e)
        {
            return (clientId, JsonSerializer.Deserialize<JsonElement>(e.Message[e.Message.IndexOf('{', StringComparison.Ordinal)..]));
        }
    }
}
