using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>The servers' side of encrypted sessions: they take nothing that could be read, and keep keys that only participants get.</summary>
public sealed class EncryptionTests(ChatSystem chat)
{
    [Fact]
    public async Task An_encrypted_session_takes_sealed_texts_only_by_every_way_in()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateEncryptedSessionAsync("Secret", bob);
        Assert.True(session.IsEncrypted);
        await using var hub = await ada.ListenAsync();
        using var socket = await ada.OpenSocketAsync(session.Id);

        var malformed = new[] { "plain", "e2e1.", "e2e1.0.abc", $"e2e1.1.{KeyCopies.Random(20)}", $"e2e2.1.{KeyCopies.Random(60)}", $"{KeyCopies.Text()} and more", "e2e1.1.+/" + KeyCopies.Random(60) };
        foreach (var content in malformed)
        {
            await Api.ProblemAsync(await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content }), 409, "encryption_required");
            await Api.ProblemAsync(await ada.Http.PostAsJsonAsync("/api/send-message/", new { session_id = session.Id, message = content }), 409, "encryption_required");
            var refusal = await Assert.ThrowsAsync<HubException>(() => hub.SendAsync(session.Id, content));
            Assert.Contains("\"code\":\"encryption_required\"", refusal.Message, StringComparison.Ordinal);
            await socket.SendAsync(new { message = content });
            Assert.Equal("encryption_required", (await socket.ReceiveAsync()).GetProperty("code").GetString());
        }

        var posted = await ada.PostAsync(session.Id, KeyCopies.Text());
        Assert.Equal(2, (await hub.SendAsync(session.Id, KeyCopies.Text())).Seq);
        var overSocket = KeyCopies.Text();
        await socket.SendAsync(new { message = overSocket });
        await Eventually.BecomesTrueAsync(() => Task.FromResult(hub.Messages(session.Id).Any(message => message.Content == overSocket)), "what came over the socket is heard");

        await Api.ProblemAsync(await ada.Http.PatchAsJsonAsync($"/api/messages/{posted.Id}/", new { content = "plain" }), 409, "encryption_required");
        var sealedAnew = KeyCopies.Text(generation: 2);
        Assert.Equal(sealedAnew, (await Api.ReadAsync<MessageView>(await ada.Http.PatchAsJsonAsync($"/api/messages/{posted.Id}/", new { content = sealedAnew }))).Content);
        Assert.Equal(3, (await bob.ListAsync(session.Id)).Count);
    }

    [Fact]
    public async Task A_sealed_text_of_the_longest_message_is_taken_and_a_longer_one_is_not()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateEncryptedSessionAsync("Long");
        // 4,000 UTF-16 code units are 12,000 bytes of UTF-8 at most.
        var longest = KeyCopies.Text(999_999_999, 12 + 12_000 + 16);
        Assert.Equal(longest, (await ada.PostAsync(session.Id, longest)).Content);
        using var socket = await ada.OpenSocketAsync(session.Id);
        await socket.SendAsync(new { message = longest });
        Assert.Equal(longest, (await socket.ReceiveAsync()).GetProperty("message").GetString());
        using var longer = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = KeyCopies.Text(1, 13_000) });
        await Api.ProblemAsync(longer, 400, "validation_failed");
    }

    [Fact]
    public async Task Elsewhere_sealed_texts_are_refused_by_every_way_in()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Plain");
        Assert.False(session.IsEncrypted);
        await using var hub = await ada.ListenAsync();
        using var socket = await ada.OpenSocketAsync(session.Id);
        using var reply = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = KeyCopies.Text() });
        await Api.ProblemAsync(reply, 409, "session_not_encrypted");
        Assert.Contains("session_not_encrypted", (await Assert.ThrowsAsync<HubException>(() => hub.SendAsync(session.Id, KeyCopies.Text()))).Message, StringComparison.Ordinal);
        await socket.SendAsync(new { message = KeyCopies.Text() });
        Assert.Equal("session_not_encrypted", (await socket.ReceiveAsync()).GetProperty("code").GetString());
        var posted = await ada.PostAsync(session.Id, "plain");
        await Api.ProblemAsync(await ada.Http.PatchAsJsonAsync($"/api/messages/{posted.Id}/", new { content = KeyCopies.Text() }), 409, "session_not_encrypted");
        await Api.ProblemAsync(await ada.Http.GetAsync($"/api/sessions/{session.Id}/keys/"), 409, "session_not_encrypted");
        await Api.ProblemAsync(await ada.HandOnAsync(session.Id, 1, ada), 409, "session_not_encrypted");
        await Api.ProblemAsync(await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/keys/"), 409, "session_not_encrypted");
    }

    [Fact]
    public async Task Files_are_refused_by_every_way_in_and_stay_their_senders_alone()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateEncryptedSessionAsync("No files");
        await using var hub = await ada.ListenAsync();
        using var socket = await ada.OpenSocketAsync(session.Id);
        var file = await ada.Http.UploadAsync("secret"u8.ToArray(), "secret.txt");
        var content = KeyCopies.Text();
        using var reply = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content, attachments = new[] { file } });
        await Api.ProblemAsync(reply, 409, "encryption_required");
        using var alone = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, attachments = new[] { file } });
        await Api.ProblemAsync(alone, 409, "encryption_required");
        var refusal = await Assert.ThrowsAsync<HubException>(() =>
            hub.Hub.InvokeAsync<JsonElement>("send", new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = content, ["attachments"] = new[] { file } }));
        Assert.Contains("encryption_required", refusal.Message, StringComparison.Ordinal);
        await socket.SendAsync(new { message = content, attachments = new[] { file } });
        Assert.Equal("encryption_required", (await socket.ReceiveAsync()).GetProperty("code").GetString());
        Assert.Empty(await ada.ListAsync(session.Id));
    }

    [Fact]
    public async Task A_retry_that_is_sealed_anew_makes_no_second_message()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateEncryptedSessionAsync("Once");
        var (clientId, first) = (Guid.NewGuid(), KeyCopies.Text());
        var posted = await ada.PostAsync(session.Id, first, clientId);
        var again = await ada.PostAsync(session.Id, KeyCopies.Text(generation: 2), clientId);
        Assert.Equal((posted.Id, first), (again.Id, again.Content));
        Assert.Single(await ada.ListAsync(session.Id));
    }

    [Fact]
    public async Task Each_participant_gets_their_own_copy_and_others_learn_who_has_none()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateEncryptedSessionAsync("Keys", bob);
        var empty = await bob.KeysAsync(session.Id);
        Assert.Equal((0, false, 0, 0), (empty.Generation, empty.IsStale, empty.Copies.Count, empty.Missing.Count));
        await using var hub = await bob.ListenAsync();

        var made = await Api.ReadAsync<SessionKeysView>(await ada.MakeAsync(session.Id, 1, ada));
        Assert.Equal((1, false), (made.Generation, made.IsStale));
        Assert.Equal([new MissingKeyView(1, bob.Id)], made.Missing);
        await Eventually.BecomesTrueAsync(() => hub.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "keys"), "bob is told of keys");
        Assert.Empty((await bob.KeysAsync(session.Id)).Copies);
        // Who has none cannot hand any on.
        await Api.ProblemAsync(await bob.HandOnAsync(session.Id, 1, bob), 409, "key_generation_conflict");

        await Api.ReadAsync<SessionKeysView>(await ada.HandOnAsync(session.Id, 1, bob));
        var bobs = await bob.KeysAsync(session.Id);
        Assert.Equal((1, ada.Id), (Assert.Single(bobs.Copies).Generation, bobs.Copies[0].MadeBy));
        Assert.Empty(bobs.Missing);
        Assert.DoesNotContain(bobs.Copies[0].Copy, (await ada.KeysAsync(session.Id)).Copies.Select(copy => copy.Copy));

        // What others have stays as it is; one's own may be sealed anew by oneself.
        var before = (await ada.KeysAsync(session.Id)).Copies[0].Copy;
        var sealedAnew = await Api.ReadAsync<SessionKeysView>(await bob.HandOnAsync(session.Id, 1, ada, bob));
        Assert.Equal(before, (await ada.KeysAsync(session.Id)).Copies[0].Copy);
        Assert.Equal(bob.Id, sealedAnew.Copies[0].MadeBy);
        Assert.NotEqual(bobs.Copies[0].Copy, sealedAnew.Copies[0].Copy);

        // Newcomers lack all generations, the newest first; strangers see and do nothing.
        await Api.ReadAsync<SessionKeysView>(await bob.MakeAsync(session.Id, 2, ada, bob));
        foreach (var answer in new[] { await eve.Http.GetAsync($"/api/sessions/{session.Id}/keys/"), await eve.HandOnAsync(session.Id, 1, eve), await eve.Http.DeleteAsync($"/api/sessions/{session.Id}/keys/") })
            await Api.ProblemAsync(answer, 404, "session_not_found");
        await Api.ProblemAsync(await ada.HandOnAsync(session.Id, 2, eve), 400, "validation_failed");
        await Api.ReadAsync<ParticipantView>(await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = eve.Id }));
        Assert.Equal([new MissingKeyView(2, eve.Id), new MissingKeyView(1, eve.Id)], (await ada.KeysAsync(session.Id)).Missing);
    }

    [Fact]
    public async Task Of_many_who_make_a_generation_at_once_one_does()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => chat.NewUserAsync("maker")));
        var session = await people[0].CreateEncryptedSessionAsync("Race", people[1..]);
        for (var generation = 1; generation <= 3; generation++)
        {
            var replies = await Task.WhenAll(people.Select(one => one.MakeAsync(session.Id, generation, people)));
            Assert.Single(replies, reply => reply.StatusCode == HttpStatusCode.OK);
            foreach (var reply in replies.Where(reply => reply.StatusCode != HttpStatusCode.OK && reply.StatusCode != HttpStatusCode.Conflict)) Assert.Fail($"{reply.StatusCode}");
            var makers = await Task.WhenAll(people.Select(async one => (await one.KeysAsync(session.Id)).Copies.Single(copy => copy.Generation == generation).MadeBy));
            Assert.Single(makers.Distinct());
        }
    }

    [Fact]
    public async Task Who_leaves_or_is_removed_or_gives_up_their_copies_makes_the_key_stale_until_there_is_another()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateEncryptedSessionAsync("Stale", bob, eve);
        await Api.ReadAsync<SessionKeysView>(await ada.MakeAsync(session.Id, 1, ada, bob, eve));

        using var removed = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.True((await eve.KeysAsync(session.Id)).IsStale);
        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/sessions/{session.Id}/keys/"), 404, "session_not_found");
        await Api.ReadAsync<SessionKeysView>(await eve.MakeAsync(session.Id, 2, ada, eve));
        Assert.Equal((2, false), ((await ada.KeysAsync(session.Id)).Generation, (await ada.KeysAsync(session.Id)).IsStale));

        using var givenUp = await eve.Http.DeleteAsync($"/api/sessions/{session.Id}/keys/");
        Assert.Equal(HttpStatusCode.NoContent, givenUp.StatusCode);
        var after = await eve.KeysAsync(session.Id);
        Assert.Equal((2, true, 0), (after.Generation, after.IsStale, after.Copies.Count));
        Assert.Equal([new MissingKeyView(2, eve.Id), new MissingKeyView(1, eve.Id)], after.Missing);

        // Even when nobody holds any, a number that was used is never another key's.
        await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/keys/");
        Assert.Empty((await ada.KeysAsync(session.Id)).Missing);
        await Api.ProblemAsync(await ada.MakeAsync(session.Id, 1, ada), 409, "key_generation_conflict");
        Assert.Equal(3, (await Api.ReadAsync<SessionKeysView>(await ada.MakeAsync(session.Id, 3, ada, eve))).Generation);

        // Who comes back has none of what there was meanwhile.
        await Api.ReadAsync<ParticipantView>(await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = bob.Id }));
        Assert.Empty((await bob.KeysAsync(session.Id)).Copies);
    }

    [Fact]
    public async Task What_is_no_key_is_refused()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateEncryptedSessionAsync("Limits", bob);
        var copy = KeyCopies.Random(KeyCopies.Length);
        object[] bodies =
        [
            new { generation = 0, copies = new[] { new { user_id = ada.Id, copy } } },
            new { copies = new[] { new { user_id = ada.Id, copy } } },
            new { generation = 1 },
            new { generation = 1, copies = Array.Empty<object>() },
            new { generation = 1, copies = new[] { new { user_id = ada.Id, copy = KeyCopies.Random(KeyCopies.Length - 1) } } },
            new { generation = 1, copies = new[] { new { user_id = ada.Id, copy = KeyCopies.Random(KeyCopies.Length + 1) } } },
            new { generation = 1, copies = new[] { new { user_id = ada.Id, copy = "no base64url" } } },
            new { generation = 1, copies = new[] { new { user_id = ada.Id, copy }, new { user_id = ada.Id, copy } } },
            new { generation = 1, copies = Enumerable.Range(1, 201).Select(id => new { user_id = id, copy }) },
        ];
        foreach (var body in bodies) await Api.ProblemAsync(await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/keys/", body), 400, "validation_failed");
        // A new one is the newest plus one, and its maker's, too.
        await Api.ProblemAsync(await ada.MakeAsync(session.Id, 2, ada), 409, "key_generation_conflict");
        await Api.ProblemAsync(await ada.MakeAsync(session.Id, 1, bob), 409, "key_generation_conflict");
        await Api.ProblemAsync(await ada.HandOnAsync(session.Id, 1, ada), 409, "key_generation_conflict");
        Assert.Equal(0, (await ada.KeysAsync(session.Id)).Generation);
    }

    [Fact]
    public async Task A_users_key_is_replaced_only_by_who_says_which_and_its_backup_is_theirs_alone()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await Api.ProblemAsync(await ada.Http.GetAsync("/api/users/me/encryption-key/"), 404, "encryption_key_not_found");
        using var first = new PushBrowser();
        using var second = new PushBrowser();
        var made = await Api.ReadAsync<JsonElement>(await SetAsync(ada, new { public_key = first.P256dh, backup = "AAAA" }));
        Assert.Equal(first.P256dh, made.GetProperty("public_key").GetString());

        // The same key may be sealed anew, as under a new recovery code.
        var resealed = await Api.ReadAsync<JsonElement>(await SetAsync(ada, new { public_key = first.P256dh, backup = "BBBB" }));
        Assert.Equal(("BBBB", made.GetProperty("created_at").GetDateTime()), (resealed.GetProperty("backup").GetString(), resealed.GetProperty("created_at").GetDateTime()));
        await Api.ProblemAsync(await SetAsync(ada, new { public_key = second.P256dh, backup = "CCCC" }), 409, "encryption_key_exists");
        await Api.ReadAsync<JsonElement>(await SetAsync(ada, new { public_key = second.P256dh, backup = "CCCC", replaces = first.P256dh }));
        await Api.ProblemAsync(await SetAsync(ada, new { public_key = first.P256dh, backup = "DDDD", replaces = first.P256dh }), 409, "encryption_key_exists");

        var seen = await Api.ReadAsync<List<JsonElement>>(await bob.Http.GetAsync($"/api/users/encryption-keys/?ids={ada.Id},{bob.Id}"));
        Assert.Equal((ada.Id, second.P256dh), (Assert.Single(seen).GetProperty("user_id").GetInt64(), seen[0].GetProperty("public_key").GetString()));
        Assert.False(seen[0].TryGetProperty("backup", out _));

        object[] wrong =
        [
            new { backup = "AAAA" }, new { public_key = first.P256dh }, new { public_key = "AAAA", backup = "AAAA" },
            new { public_key = first.P256dh, backup = KeyCopies.Random(513) }, new { public_key = first.P256dh, backup = "no base64url" },
        ];
        foreach (var body in wrong) await Api.ProblemAsync(await SetAsync(bob, body), 400, "validation_failed");
        foreach (var ids in new[] { "", "a", "1,-2", string.Join(',', Enumerable.Range(1, 101)) })
            await Api.ProblemAsync(await ada.Http.GetAsync($"/api/users/encryption-keys/?ids={ids}"), 400, "validation_failed");

        static Task<HttpResponseMessage> SetAsync(ChatUser user, object key) => user.Http.PutAsJsonAsync("/api/users/me/encryption-key/", key);
    }

    [Fact]
    public async Task Of_two_devices_that_make_a_users_first_key_at_once_one_is_told()
    {
        var ada = await chat.NewUserAsync("ada");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var browser = new PushBrowser();
            return (browser.P256dh, Reply: await ada.Http.PutAsJsonAsync("/api/users/me/encryption-key/", new { public_key = browser.P256dh, backup = "AAAA" }));
        }));
        var set = Assert.Single(replies, one => one.Reply.IsSuccessStatusCode);
        foreach (var other in replies.Where(one => one != set)) await Api.ProblemAsync(other.Reply, 409, "encryption_key_exists");
        var kept = await Api.ReadAsync<JsonElement>(await ada.Http.GetAsync("/api/users/me/encryption-key/"));
        Assert.Equal(set.P256dh, kept.GetProperty("public_key").GetString());
    }

    [Fact]
    public async Task Keys_go_with_the_account_and_with_the_session()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        foreach (var user in new[] { ada, bob }) Assert.True((await user.Http.PutAsJsonAsync("/api/users/me/encryption-key/", ApiContract.Scene.NewKey())).IsSuccessStatusCode);
        var (shared, own) = (await ada.CreateEncryptedSessionAsync("Shared", bob), await ada.CreateEncryptedSessionAsync("Own"));
        await Api.ReadAsync<SessionKeysView>(await ada.MakeAsync(shared.Id, 1, ada, bob));
        await Api.ReadAsync<SessionKeysView>(await ada.MakeAsync(own.Id, 1, ada));

        using var deleted = await bob.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await Api.ReadAsync<List<JsonElement>>(await ada.Http.GetAsync($"/api/users/encryption-keys/?ids={bob.Id}")));
        await Eventually.BecomesTrueAsync(async () => (await ada.KeysAsync(shared.Id)).IsStale, "the key is stale when the deleted user has left");
        Assert.Equal(0, await CountAsync("accountsdb", $"encryption_keys WHERE user_id = {bob.Id}"));
        Assert.Equal(0, await CountAsync("sessionsdb", $"session_key_copies WHERE user_id = {bob.Id}"));
        Assert.Equal(1, await CountAsync("sessionsdb", $"session_key_copies WHERE session_id = {shared.Id}"));

        foreach (var session in new[] { shared, own }) Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
        Assert.Equal(0, await CountAsync("sessionsdb", $"session_key_copies WHERE session_id IN ({shared.Id}, {own.Id})"));
    }

    [Fact]
    public async Task Search_finds_nothing_of_it_however_one_asks()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var (session, plain) = (await ada.CreateEncryptedSessionAsync("Unsearched", bob), await ada.CreateSessionAsync("Searched", bob));
        var sealedText = KeyCopies.Text();
        await ada.PostAsync(session.Id, sealedText);
        await ada.PostAsync(plain.Id, "here I am");
        foreach (var query in new[] { $"from:{ada.Username}", $"from:{ada.Username} here", "after:2020-01-01" })
        {
            var found = await Api.ReadAsync<JsonElement>(await bob.Http.GetAsync($"/api/search/messages/?q={Uri.EscapeDataString(query)}"));
            Assert.Equal(["here I am"], found.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("message").GetProperty("content").GetString()));
        }
        var none = await Api.ReadAsync<JsonElement>(await bob.Http.GetAsync($"/api/search/messages/?q={Uri.EscapeDataString(sealedText[7..20])}"));
        Assert.Equal(0, none.GetProperty("results").GetArrayLength());
    }

    async Task<long> CountAsync(string database, string rows)
    {
        await using var source = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync(database))!);
        await using var command = source.CreateCommand($"SELECT count(*) FROM {rows}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
