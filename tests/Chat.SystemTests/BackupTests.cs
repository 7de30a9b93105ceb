using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>The scripts of deploy/ that back the databases up and bring them back.</summary>
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
        var before = await ada.ListAllAsync(session.Id);
        var marker = await bob.Http.GetStringAsync($"/api/read-markers/?session_id={session.Id}");

        var folder = Directory.CreateTempSubdirectory("chat-backup-").FullName;
        var addresses = new Dictionary<string, string?>();
        foreach (var database in new[] { "accountsdb", "sessionsdb", "messagesdb" })
            addresses[database.ToUpperInvariant()] = AddressOf(new NpgsqlConnectionStringBuilder(await chat.App.GetConnectionStringAsync(database)));
        var (dumped, output) = await Programs.RunAsync("deploy/backup.sh", [folder], addresses);
        Assert.True(dumped == 0, output);
        await ada.PostAsync(session.Id, "after the dump");

        // By mistake, into databases that are in use: nothing happens.
        var (refused, reason) = await Programs.RunAsync("deploy/restore.sh", [folder], addresses);
        Assert.Equal(1, refused);
        Assert.Contains("accountsdb is not empty", reason, StringComparison.Ordinal);

        foreach (var service in Services) await chat.CommandAsync(service, "stop");
        var (restored, log) = await Programs.RunAsync("deploy/restore.sh", [folder, "--wipe"], addresses);
        foreach (var service in Services) await chat.CommandAsync(service, "start");
        Assert.True(restored == 0, log);
        foreach (var service in Services)
        {
            using var health = chat.App.CreateHttpClient(service, "http");
            await Eventually.SucceedsAsync(async () => (await health.GetAsync("/health")).EnsureSuccessStatusCode(), $"{service} is healthy again", 90);
        }

        var device = await Eventually.SucceedsAsync(() => chat.SignInAsync(bob), "users sign in with their passwords");
        var after = await Eventually.SucceedsAsync(() => device.ListAllAsync(session.Id), "messages are read");
        Assert.Equal(before.Select(message => (message.Seq, message.Rev, message.ClientId, message.Content)), after.Select(message => (message.Seq, message.Rev, message.ClientId, message.Content)));
        Assert.Equal(marker, await device.Http.GetStringAsync($"/api/read-markers/?session_id={session.Id}"));
        Assert.Equal(31, (await device.PostAsync(session.Id, "it goes on")).Seq);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync($"/api/sessions/{session.Id}/")).StatusCode);
        Directory.Delete(folder, recursive: true);
    }

    static string AddressOf(NpgsqlConnectionStringBuilder connection) =>
        $"postgresql://{connection.Username}:{Uri.EscapeDataString(connection.Password!)}@{connection.Host}:{connection.Port}/{connection.Database}";
}
