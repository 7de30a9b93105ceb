using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;
using CsCheck;

namespace Chat.SystemTests;

/// <summary>Read markers, the unread counts that follow from them, and who is shown what.</summary>
public sealed class ReadMarkerTests(ChatSystem chat)
{
    [Fact]
    public async Task A_marker_moves_forward_only_and_every_device_and_participant_hears_of_it()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Read along", bob);
        for (var i = 1; i <= 5; i++) await ada.PostAsync(session.Id, $"number {i}");
        // Several connections land on both instances.
        var devices = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bob.ListenAsync()));
        await using var other = await ada.ListenAsync();
        Assert.Equal((0, 5), (devices[0].Joined.Sessions[0].ReadSeq, devices[0].Joined.Sessions[0].Unread));

        Assert.Equal(4, await ReadAsync(bob, session.Id, 4));
        Assert.Equal(4, await ReadAsync(bob, session.Id, 2));
        Assert.Equal((4, 1), await StandingAsync(bob, session.Id));
        foreach (var device in devices.Append(other))
        {
            await Eventually.BecomesTrueAsync(() => MarkersHeard(device, session.Id, bob.Id).Contains(4), "the marker is shown");
            Assert.DoesNotContain(2, MarkersHeard(device, session.Id, bob.Id));
        }
        foreach (var device in devices) await device.DisposeAsync();
    }

    [Fact]
    public async Task A_message_is_read_once_every_other_participant_has_read_it()
    {
        var (ada, bob, cem) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cem"));
        var session = await ada.CreateSessionAsync("Seen by all", bob, cem);
        await ada.PostAsync(session.Id, "one");
        await bob.PostAsync(session.Id, "two");

        await ReadAsync(bob, session.Id, 2);
        Assert.Equal([false, false], await AreReadAsync(ada, session.Id));
        await ReadAsync(cem, session.Id, 1);
        Assert.Equal([true, false], await AreReadAsync(ada, session.Id));
        await ReadAsync(cem, session.Id, 2);
        Assert.Equal([true, false], await AreReadAsync(cem, session.Id));
        await ReadAsync(ada, session.Id, 2);
        Assert.Equal([true, true], await AreReadAsync(bob, session.Id));

        var markers = await Api.ReadAsync<List<JsonElement>>(await ada.Http.GetAsync($"/api/sessions/{session.Id}/read/"));
        Assert.Equal([ada.Id, bob.Id, cem.Id], markers.Select(marker => marker.GetProperty("user_id").GetInt64()));
        Assert.All(markers, marker => Assert.Equal(2, marker.GetProperty("seq").GetInt64()));
        // Whoever joins later does not make it unread again, and has nothing to catch up on.
        var dan = await chat.NewUserAsync("dan");
        using var added = await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = dan.Id });
        Assert.True(added.IsSuccessStatusCode);
        Assert.Equal((2, 0), await StandingAsync(dan, session.Id));
        Assert.Equal([true, true], await AreReadAsync(dan, session.Id));
    }

    [Fact]
    public async Task Bad_markers_are_refused_and_change_nothing()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Marks");
        await ada.PostAsync(session.Id, "one");
        foreach (var body in (object[])[new { seq = 2 }, new { seq = -1 }, new { }])
        {
            using var reply = await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", body);
            await Api.ProblemAsync(reply, 400, "validation_failed");
        }
        using var text = await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = "1" });
        await Api.ProblemAsync(text, 400, "invalid_request");
        using var stranger = await eve.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 1 });
        await Api.ProblemAsync(stranger, 404, "session_not_found");
        using var look = await eve.Http.GetAsync($"/api/sessions/{session.Id}/read/");
        await Api.ProblemAsync(look, 404, "session_not_found");
        Assert.Equal((0, 0), await StandingAsync(ada, session.Id));
    }

    /// <summary>
    /// A model beside the system: random posts, edits, deletions, reads, removals and returns; the counts, and who has read what, must agree after every run.
    /// </summary>
    [Fact]
    public async Task Unread_counts_follow_from_the_numbers_whatever_happens()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => chat.NewUserAsync()));
        await Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 99]).List[5, 25].SampleAsync(async steps =>
        {
            var session = await users[0].CreateSessionAsync("Model", users[1..]);
            var messages = new List<(MessageView Message, int Sender, bool Deleted)>();
            var markers = new long[users.Length];
            var present = new[] { true, true, true };
            foreach (var (kind, who, number) in steps)
            {
                if (!present[who]) continue;
                var picked = messages.Count == 0 ? -1 : number % messages.Count;
                if (kind <= 4)
                {
                    messages.Add((await users[who].PostAsync(session.Id, $"text {number}"), who, false));
                }
                else if (kind == 5 && picked >= 0 && messages[picked] is { Deleted: false } mine && mine.Sender == who)
                {
                    using var edit = await users[who].Http.PatchAsJsonAsync($"/api/messages/{mine.Message.Id}/", new { content = $"edited {number}" });
                    Assert.True(edit.IsSuccessStatusCode);
                }
                else if (kind == 6 && picked >= 0 && (who == 0 || messages[picked].Sender == who))
                {
                    using var delete = await users[who].Http.DeleteAsync($"/api/messages/{messages[picked].Message.Id}/");
                    Assert.True(delete.IsSuccessStatusCode);
                    messages[picked] = messages[picked] with { Deleted = true };
                }
                else if (kind is 7 or 8 && picked >= 0)
                {
                    // Two devices say different things at once; the further one counts.
                    var (one, two) = (messages[picked].Message.Seq, messages[number / 2 % messages.Count].Message.Seq);
                    await Task.WhenAll(ReadAsync(users[who], session.Id, one), ReadAsync(users[who], session.Id, two));
                    markers[who] = Math.Max(markers[who], Math.Max(one, two));
                }
                else if (kind == 9 && who == 0)
                {
                    // The owner removes one of the others, or brings them back: they have nothing to catch up on that was posted meanwhile.
                    var other = 1 + (number % 2);
                    using var reply = present[other]
                        ? await users[0].Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{users[other].Id}/")
                        : await users[0].Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = users[other].Id });
                    Assert.True(reply.IsSuccessStatusCode);
                    if (!present[other]) markers[other] = Math.Max(markers[other], messages.Count);
                    present[other] = !present[other];
                }
            }
            for (var who = 0; who < users.Length; who++)
            {
                if (!present[who]) continue;
                var unread = messages.Count(message => message.Message.Seq > markers[who] && message.Sender != who && !message.Deleted);
                Assert.Equal((markers[who], unread), await StandingAsync(users[who], session.Id));
            }
            var areRead = messages.Select(message =>
                Enumerable.Range(0, users.Length).Where(who => present[who] && who != message.Sender).ToList() is { Count: > 0 } others
                && others.TrueForAll(who => markers[who] >= message.Message.Seq));
            Assert.Equal(areRead, (await users[0].ListAllAsync(session.Id)).Select(message => message.IsRead));
        }, iter: 12, threads: 1);
    }

    static async Task<long> ReadAsync(ChatUser user, long sessionId, long seq)
    {
        using var reply = await user.Http.PostAsJsonAsync($"/api/sessions/{sessionId}/read/", new { seq });
        return (await Api.ReadAsync<JsonElement>(reply)).GetProperty("seq").GetInt64();
    }

    static async Task<(long ReadSeq, int Unread)> StandingAsync(ChatUser user, long sessionId)
    {
        using var reply = await user.Http.GetAsync($"/api/read-markers/?session_id={sessionId}");
        var standing = Assert.Single(await Api.ReadAsync<List<StandingView>>(reply));
        return (standing.ReadSeq, standing.Unread);
    }

    static async Task<IEnumerable<bool>> AreReadAsync(ChatUser user, long sessionId) => (await user.ListAsync(sessionId)).Select(message => message.IsRead);

    static IEnumerable<long> MarkersHeard(HubListener listener, long sessionId, long userId) => listener.Signals
        .Where(signal => signal.Event is "read" && signal.Argument.GetProperty("session_id").GetInt64() == sessionId)
        .SelectMany(signal => signal.Argument.GetProperty("markers").EnumerateArray())
        .Where(marker => marker.GetProperty("user_id").GetInt64() == userId)
        .Select(marker => marker.GetProperty("seq").GetInt64());
}
