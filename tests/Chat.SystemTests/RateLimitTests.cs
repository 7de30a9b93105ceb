using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SystemTests;

/// <summary>Whoever goes too fast is told so, with the time to wait, and loses nothing by it.</summary>
public sealed class RateLimitTests(ChatSystem chat)
{
    const int Flooders = 8;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_writer_who_is_too_fast_is_slowed_down_over_every_way_in_and_others_are_not()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Flood", bob);
        await using var hub = await ada.ListenAsync();
        using var socket = await ada.OpenSocketAsync(session.Id);

        // Posts without a text are refused before they cost anything, and count: the quickest way to be too fast, on both instances.
        using var enough = new CancellationTokenSource();
        var tooMany = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flood = Task.WhenAll(Enumerable.Range(0, Flooders).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                var reply = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "" });
                if (reply.StatusCode is not HttpStatusCode.TooManyRequests || !tooMany.TrySetResult(reply)) reply.Dispose();
            }
        }));
        using (var refused = await tooMany.Task.WaitAsync(Patience))
        {
            await Api.ProblemAsync(refused, 429, "rate_limited");
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        // The same writer is as fast everywhere; another one has a count of their own.
        var sent = new List<Guid>();
        JsonElement? error = null;
        await Eventually.BecomesTrueAsync(async () => (error = await TrySendAsync(hub, session.Id, Next())) is not null, "a send over the hub is refused", 60);
        Assert.Equal(("rate_limited", true), (error!.Value.GetProperty("code").GetString(), error.Value.GetProperty("retryable").GetBoolean()));
        Assert.InRange(error.Value.GetProperty("retry_after").GetDouble(), 0, 5);
        var byHub = sent[^1];
        await Eventually.BecomesTrueAsync(async () => (error = await TrySendAsync(socket, Next())) is not null, "a send over a raw socket is refused", 60);
        Assert.Equal(("rate_limited", true), (error!.Value.GetProperty("code").GetString(), error.Value.GetProperty("retryable").GetBoolean()));
        Assert.InRange(error.Value.GetProperty("retry_after").GetDouble(), 0, 5);
        await bob.PostAsync(session.Id, "nobody holds me up");

        // Sent again until taken: each is there once.
        await enough.CancelAsync();
        await flood;
        foreach (var clientId in (Guid[])[byHub, sent[^1]])
            await Eventually.BecomesTrueAsync(async () => await TrySendAsync(hub, session.Id, clientId) is null, "a refused message is taken later", 30);
        var stored = (await bob.ListAllAsync(session.Id)).Where(message => message.Sender.Id == ada.Id).Select(message => message.ClientId).ToList();
        Assert.Equal(sent.Order(), stored.Order());

        Guid Next()
        {
            sent.Add(Guid.NewGuid());
            return sent[^1];
        }
    }

    [Fact]
    public async Task What_a_user_may_write_is_one_limit_of_all_instances()
    {
        const int atOnce = 20;
        KeyValuePair<string, string?>[] settings = [new("RateLimits__MessagesPerSecond", "1"), new("RateLimits__MessagesAtOnce", $"{atOnce}")];
        await using var first = await (await OneMore.StartAsync(chat, "messages", settings)).IsReadyAsync();
        await using var second = await (await OneMore.StartAsync(chat, "messages", settings)).IsReadyAsync();
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Both");

        var watch = Stopwatch.StartNew();
        var taken = await Task.WhenAll(new[] { first, second }.Select(async instance =>
        {
            using var http = (await ada.SignInWithTokenAsync(instance.Address)).Http;
            var posted = 0;
            while (true)
            {
                using var reply = await http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "one of all" });
                if (reply.StatusCode is HttpStatusCode.TooManyRequests) return posted;
                Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
                posted++;
            }
        }));
        Assert.InRange(taken.Sum(), atOnce, atOnce + 1 + (int)watch.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task Reading_without_end_is_refused_to_the_one_who_does_it_and_writing_goes_on()
    {
        const int atOnce = 5;
        KeyValuePair<string, string?>[] settings = [new("RateLimits__ReadsPerSecond", "1"), new("RateLimits__ReadsAtOnce", $"{atOnce}")];
        await using var gateway = await (await OneMore.StartAsync(chat, "gateway", settings)).IsReadyAsync();
        var (ada, bob) = (await chat.SignInAsync(await chat.NewUserAsync("ada"), gateway.Address), await chat.SignInAsync(await chat.NewUserAsync("bob"), gateway.Address));
        var session = await ada.CreateSessionAsync("Read", bob);
        using var withToken = (await ada.SignInWithTokenAsync(gateway.Address)).Http;

        // By cookie or token it is one user, whatever they read.
        await ReadUntilRefusedAsync(ada.Http, $"/api/messages/?session_id={session.Id}", HttpStatusCode.OK);
        using (var other = await withToken.GetAsync("/api/auth/me")) await Api.ProblemAsync(other, 429, "rate_limited");
        await ada.PostAsync(session.Id, "I can still write");
        Assert.Equal("I can still write", (await bob.ListAsync(session.Id)).Single().Content);

        // Strangers of one address have one count, too.
        await ReadUntilRefusedAsync(gateway.Http, "/api/auth/me", HttpStatusCode.Unauthorized);
        using (var page = await gateway.Http.GetAsync("/")) Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await Eventually.BecomesTrueAsync(async () => (await ada.Http.GetAsync("/api/auth/me")).IsSuccessStatusCode, "who waited may read again");

        static async Task ReadUntilRefusedAsync(HttpClient http, string address, HttpStatusCode allowed)
        {
            var watch = Stopwatch.StartNew();
            for (var read = 0; read < 100; read++)
            {
                using var reply = await http.GetAsync(address);
                if (reply.StatusCode is HttpStatusCode.TooManyRequests)
                {
                    await Api.ProblemAsync(reply, 429, "rate_limited");
                    Assert.True(reply.Headers.RetryAfter?.Delta > TimeSpan.Zero);
                    Assert.InRange(read, 1, atOnce + 1 + watch.Elapsed.TotalSeconds);
                    return;
                }
                Assert.Equal(allowed, reply.StatusCode);
            }
            Assert.Fail("A hundred reads were answered.");
        }
    }

    [Fact]
    public async Task Moving_a_read_marker_over_and_over_is_refused_and_moves_it_later()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Marks");
        await ada.PostAsync(session.Id, "one");
        using var enough = new CancellationTokenSource(Patience);
        await Task.WhenAll(Enumerable.Range(0, Flooders).Select(async _ =>
        {
            while (true)
            {
                using var reply = await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = -1 }, enough.Token);
                if (reply.StatusCode is HttpStatusCode.TooManyRequests) break;
            }
        }));
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var reply = await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 1 });
            return reply.IsSuccessStatusCode;
        }, "the marker moves");
    }

    [Fact]
    public async Task Trying_the_ids_of_sessions_is_refused_and_ones_own_stay_open()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Mine");
        await ada.PostAsync(session.Id, "one");
        var id = session.Id;
        using var enough = new CancellationTokenSource(Patience);
        await Task.WhenAll(Enumerable.Range(0, Flooders).Select(async _ =>
        {
            while (true)
            {
                using var reply = await ada.Http.GetAsync($"/api/messages/?session_id={Interlocked.Increment(ref id)}", enough.Token);
                if (reply.StatusCode is HttpStatusCode.TooManyRequests) break;
                Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
            }
        }));
        Assert.Single(await ada.ListAsync(session.Id));
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

    /// <summary>The error, if there is one.</summary>
    static async Task<JsonElement?> TrySendAsync(HubListener hub, long sessionId, Guid clientId)
    {
        try
        {
            await hub.SendAsync(sessionId, "flood", clientId);
            return null;
        }
        catch (HubException e)
        {
            return JsonSerializer.Deserialize<JsonElement>(e.Message[e.Message.IndexOf('{', StringComparison.Ordinal)..]);
        }
    }

    /// <inheritdoc cref="TrySendAsync(HubListener, long, Guid)"/>
    static async Task<JsonElement?> TrySendAsync(RawSocket socket, Guid clientId)
    {
        await socket.SendAsync(new { message = "flood", client_id = clientId });
        while (true)
        {
            // Others' messages come by the same way.
            var frame = await socket.ReceiveAsync();
            if (frame.GetProperty("client_id").GetGuid() == clientId) return frame.GetProperty("type").GetString() == "error" ? frame : null;
        }
    }
}
