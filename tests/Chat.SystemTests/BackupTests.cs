using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>The scripts of deploy/ that back the databases and the files up and bring them back.</summary>
public sealed class BackupTests(ChatSystem chat)
{
    static readonly string[] Services = ["accounts", "sessions", "messages", "realtime"];

    [Fact]
    public async Task What_was_dumped_is_there_again_after_all_was_wiped()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Kept", bob);
        for (var i = 1; i <= 30; i++) await (i % 2 == 0 ? ada : bob).PostAsync(session.Id, $"message {i}");
        using (var read = await bob.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 20 })) read.EnsureSuccessStatusCode();
        var note = "kept, byte by byte"u8.ToArray();
        var attached = await ada.PostFilesAsync(session.Id, "with files", await ada.Http.UploadAsync(TestPictures.Large(), "view.png"), await ada.Http.UploadAsync(note, "note.txt"));
        var picture = await ada.Http.GetByteArrayAsync(attached.Attachments![0].Url);
        var before = await ada.ListAllAsync(session.Id);
        var standing = await StandingAsync(bob, session.Id);

        var folder = Directory.CreateTempSubdirectory("chat-backup-").FullName;
        var addresses = new Dictionary<string, string?>();
        foreach (var database in new[] { "accountsdb", "sessionsdb", "messagesdb" })
            addresses[database.ToUpperInvariant()] = AddressOf(new NpgsqlConnectionStringBuilder(await chat.App.GetConnectionStringAsync(database)));
        var files = chat.Files;
        addresses["FILES"] = files;
        var tag = (await ada.Http.GetAsync($"/api/sessions/{session.Id}/")).Headers.ETag!.ToString();
        var (dumped, output) = await Programs.RunAsync("deploy/backup.sh", [folder], addresses);
        Assert.True(dumped == 0, output);
        // What a client sees now is lost: it holds a revision that the restored session will have a second time.
        var lost = (await ada.PostAsync(session.Id, "after the dump")).Rev;

        // By mistake, into databases that are in use: nothing happens.
        var (refused, reason) = await Programs.RunAsync("deploy/restore.sh", [folder], addresses);
        Assert.Equal(1, refused);
        Assert.Contains("accountsdb is not empty", reason, StringComparison.Ordinal);

        foreach (var service in Services) await chat.StopAsync(service);
        // All of this machine is gone.
        Directory.Delete(files, recursive: true);
        var (restored, log) = await Programs.RunAsync("deploy/restore.sh", [folder, "--wipe"], addresses);
        foreach (var service in Services) await chat.StartAsync(service);
        Assert.True(restored == 0, log);
        foreach (var service in Services)
        {
            using var health = chat.HttpOf(service);
            await Eventually.SucceedsAsync(async () => (await health.GetAsync("/health")).EnsureSuccessStatusCode(), $"{service} is healthy again", 90);
        }

        var device = await Eventually.SucceedsAsync(() => chat.SignInAsync(bob), "users sign in with their passwords");
        var after = await Eventually.SucceedsAsync(() => device.ListAllAsync(session.Id), "messages are read");
        Assert.Equal(before.Select(message => (message.Seq, message.ClientId, message.Content)), after.Select(message => (message.Seq, message.ClientId, message.Content)));
        Assert.Equal(standing, await StandingAsync(device, session.Id));
        var next = await device.PostAsync(session.Id, "it goes on");
        Assert.Equal(32, next.Seq);
        Assert.Equal(note, await device.Http.GetByteArrayAsync(attached.Attachments[1].Url));
        Assert.Equal(picture, await device.Http.GetByteArrayAsync(attached.Attachments[0].Url));
        await NobodyKeepsWhatWasLostAsync(device, session.Id, before[^1].Rev, lost, next.Rev);
        // A version that was known before is no version any more, and what is known now is newer.
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"/api/sessions/{session.Id}/") { Content = JsonContent.Create(new { name = "Over what was lost" }) };
        change.Headers.TryAddWithoutValidation("If-Match", tag);
        await Api.ProblemAsync(await ada.Http.SendAsync(change), 412, "precondition_failed");
        Assert.True((await Api.ReadAsync<SessionView>(await ada.Http.GetAsync($"/api/sessions/{session.Id}/"))).Version > session.Version + 1000);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Where a user stands in a session, but for the revision.</summary>
    static async Task<StandingView> StandingAsync(ChatUser user, long sessionId) =>
        Assert.Single(await Api.ReadAsync<List<StandingView>>(await user.Http.GetAsync($"/api/read-markers/?session_id={sessionId}"))) with { Rev = 0 };

    /// <summary>Whoever held something before the restore reads the session anew; whoever comes afterwards does not notice.</summary>
    static async Task NobodyKeepsWhatWasLostAsync(ChatUser user, long sessionId, long dumped, long lost, long now)
    {
        await using var hub = await user.ListenAsync();
        foreach (var held in new[] { dumped, lost })
        {
            await Api.ProblemAsync(await user.Http.GetAsync($"/api/messages/?session_id={sessionId}&since_rev={held}"), 409, "unknown_rev");
            var reply = await hub.ResumeAsync(new Dictionary<long, long> { [sessionId] = held });
            Assert.Equal([new RefusedView(sessionId, "unknown_rev")], reply.Refused);
            Assert.Empty(reply.Changes);
        }
        var newest = await user.ListAsync(sessionId, "&limit=2");
        Assert.Equal(now, newest[^1].Rev);
        foreach (var held in newest.Select(message => message.Rev).Append(0))
        {
            var reply = await hub.ResumeAsync(new Dictionary<long, long> { [sessionId] = held });
            Assert.Empty(reply.Refused);
            Assert.Equal((await user.ListAsync(sessionId, $"&since_rev={held}&limit=200")).Count, reply.Changes.SingleOrDefault()?.Messages.Count ?? 0);
        }
    }

    static string AddressOf(NpgsqlConnectionStringBuilder connection) =>
        $"postgresql://{connection.Username}:{Uri.EscapeDataString(connection.Password!)}@{connection.Host}:{connection.Port}/{connection.Database}";
}
