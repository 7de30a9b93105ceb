using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests;

/// <summary>Files on messages: they come along wherever the message goes, who may see it may read them, and they go with the last message that has them.</summary>
public sealed class AttachmentTests(ChatSystem chat)
{
    static readonly byte[] Pdf = Encoding.UTF8.GetBytes("%PDF-1.7\n" + new string('x', 5000));

    [Fact]
    public async Task A_message_with_files_and_no_text_is_the_same_wherever_it_is_seen()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Files", bob);
        await using var hub = await bob.ListenAsync();
        using var socket = await bob.OpenSocketAsync(session.Id);
        var (report, notes) = (await ada.Http.UploadAsync(Pdf, "report.pdf"), await ada.Http.UploadAsync("Ünïcode"u8.ToArray(), "notes é.txt"));

        var posted = await ada.PostFilesAsync(session.Id, null, report, notes);
        Assert.Equal("", posted.Content);
        AttachmentView[] expected =
        [
            new(report, "report.pdf", "document", "application/pdf", Pdf.Length, $"/api/files/{report}/report.pdf"),
            new(notes, "notes é.txt", "document", "text/plain", 9, $"/api/files/{notes}/notes%20%C3%A9.txt"),
        ];
        Assert.Equal(expected, posted.Attachments);
        await Eventually.BecomesTrueAsync(() => hub.Messages(session.Id).Count == 1, "the message is heard");
        Assert.Equal(expected, hub.Messages(session.Id)[0].Attachments);
        Assert.Equal(expected, (await socket.ReceiveAsync()).GetProperty("attachments").Deserialize<List<AttachmentView>>(Api.Json));
        Assert.Equal(expected, Assert.Single(await bob.ListAsync(session.Id)).Attachments);
        Assert.Equal(expected, Assert.Single(await bob.ListAsync(session.Id, "&since_rev=0")).Attachments);
        Assert.Equal(expected, Assert.Single(Assert.Single((await hub.ResumeAsync(new Dictionary<long, long> { [session.Id] = 0 })).Changes).Messages).Attachments);
        var export = await ada.Http.GetFromJsonAsync<JsonElement>("/api/users/me/export/");
        var exported = export.GetProperty("messages").EnumerateArray().Single(message => message.GetProperty("id").GetInt64() == posted.Id);
        Assert.Equal(expected.Select(file => file.Url), exported.GetProperty("attachments").EnumerateArray().Select(file => file.GetProperty("url").GetString()));

        Assert.Equal(Pdf, await bob.Http.GetByteArrayAsync(expected[0].Url));
    }

    [Fact]
    public async Task Files_are_sent_over_the_hub_and_the_raw_socket_too()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Files");
        await using var hub = await ada.ListenAsync();
        var (one, two) = (await ada.Http.UploadAsync(Pdf, "one.pdf"), await ada.Http.UploadAsync(Pdf, "two.pdf"));
        await hub.Hub.InvokeAsync<JsonElement>("send", new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "", ["attachments"] = new[] { one } });
        await Eventually.BecomesTrueAsync(() => hub.Messages(session.Id).Count == 1, "the message is heard");
        Assert.Equal(one, Assert.Single(hub.Messages(session.Id)[0].Attachments!).Id);

        using var socket = await ada.OpenSocketAsync(session.Id);
        await socket.SendAsync(new { attachments = new[] { two } });
        Assert.Equal(two, (await socket.ReceiveAsync()).GetProperty("attachments")[0].GetProperty("id").GetGuid());

        var refused = await Assert.ThrowsAsync<HubException>(() => hub.Hub.InvokeAsync<JsonElement>(
            "send", new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "", ["attachments"] = new[] { Guid.NewGuid() } }));
        Assert.Contains("\"code\":\"validation_failed\"", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubException>(() => hub.Hub.InvokeAsync<JsonElement>("send", new Dictionary<string, object> { ["session_id"] = session.Id, ["content"] = "" }));
        Assert.Equal(2, (await ada.ListAsync(session.Id)).Count);
    }

    [Fact]
    public async Task Only_ones_own_whole_files_can_be_posted_and_not_too_many()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Files", bob);
        var (own, foreign) = (await ada.Http.UploadAsync(Pdf), await bob.Http.UploadAsync(Pdf));
        var begun = Uploads.IdOf(await ada.Http.BeginUploadAsync(100));
        var eleven = new List<object>();
        while (eleven.Count < 11) eleven.Add(await ada.Http.UploadAsync(Pdf));
        foreach (object[] wrong in new object[][] { [foreign], [begun], [Guid.NewGuid()], [own, Guid.NewGuid()], [own, own], ["no id"], [.. eleven] })
        {
            var problem = await Api.ProblemAsync(await ada.TryPostFilesAsync(session.Id, "Look", wrong), 400, "validation_failed");
            Assert.True(problem.GetProperty("errors").TryGetProperty("attachments", out _));
        }
        await Api.ProblemAsync(await ada.TryPostFilesAsync(session.Id, " "), 400, "validation_failed");
        Assert.Empty(await ada.ListAsync(session.Id));
        Assert.Equal(10, (await ada.PostFilesAsync(session.Id, "Ten", [.. eleven.Take(10).Cast<Guid>()])).Attachments!.Count);
    }

    [Fact]
    public async Task A_repeated_post_with_files_is_one_message_even_when_it_is_deleted()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Files");
        var file = await ada.Http.UploadAsync(Pdf);
        var body = new { session_id = session.Id, content = "Once", client_id = Guid.NewGuid(), attachments = new[] { file } };
        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => await Api.ReadAsync<MessageView>(await ada.Http.PostAsJsonAsync("/api/messages/", body))));
        Assert.Single(replies.Select(message => message.Id).Distinct());
        Assert.All(replies, message => Assert.Equal(file, Assert.Single(message.Attachments!).Id));
        using (var deleted = await ada.Http.DeleteAsync($"/api/messages/{replies[0].Id}/")) Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Eventually.BecomesTrueAsync(() => !IsStored(file), "the file is gone", 40);
        var late = await Api.ReadAsync<MessageView>(await ada.Http.PostAsJsonAsync("/api/messages/", body));
        Assert.Equal((replies[0].Id, true, null), (late.Id, late.DeletedAt is not null, late.Attachments));
    }

    [Fact]
    public async Task Who_may_see_the_message_may_read_its_files_and_nobody_else()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Files", bob);
        var id = await ada.Http.UploadAsync(Pdf, "secret.pdf");
        var url = $"/api/files/{id}/secret.pdf";
        // Before it is in a message it is its sender's.
        Assert.Equal(Pdf, await ada.Http.GetByteArrayAsync(url));
        await Api.ProblemAsync(await bob.Http.GetAsync(url), 404, "file_not_found");
        await ada.PostFilesAsync(session.Id, "Secret", id);
        using var read = await bob.Http.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        await Api.ProblemAsync(await eve.Http.GetAsync(url), 404, "file_not_found");
        await Api.ProblemAsync(await chat.Anonymous().Http.GetAsync(url), 401, "not_signed_in");
        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/files/{Guid.NewGuid()}/secret.pdf"), 404, "file_not_found");
        Assert.Equal(HttpStatusCode.NotFound, (await bob.Http.GetAsync($"{url}/thumbnail")).StatusCode);

        using (var removed = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/")) Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        // Also when the browser only asks whether what it has is still good.
        using var again = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { read.Headers.ETag! } } };
        await Api.ProblemAsync(await bob.Http.SendAsync(again), 404, "file_not_found");
        // Who comes later sees the history, files included.
        using (var added = await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = eve.Id })) Assert.True(added.IsSuccessStatusCode);
        Assert.Equal(Pdf, await eve.Http.GetByteArrayAsync(url));
    }

    [Fact]
    public async Task Downloads_say_what_browsers_must_know_and_come_in_ranges()
    {
        var ada = await chat.NewUserAsync("ada");
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var id = await ada.Http.UploadAsync(bytes, "näme \"x\".bin");
        var url = (await Api.ReadAsync<JsonElement>(await ada.Http.GetAsync($"/api/uploads/{id}/"))).GetProperty("attachment").GetProperty("url").GetString();
        using var whole = await ada.Http.GetAsync(url);
        Assert.Equal("application/octet-stream", whole.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", whole.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("näme _x_.bin", whole.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal(["nosniff"], whole.Headers.GetValues("X-Content-Type-Options"));
        Assert.Contains("sandbox", Assert.Single(whole.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Assert.Single(whole.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(whole.Headers.CacheControl is { Private: true, NoCache: true }, whole.Headers.CacheControl?.ToString());
        Assert.Equal(["bytes"], whole.Headers.AcceptRanges);

        foreach (var (from, to) in new (long?, long?)[] { (0, 0), (100, 199), (99_990, null), (null, 10), (50_000, 200_000) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(from, to) } };
            using var part = await ada.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            var expected = from is null ? bytes[^10..] : bytes[(int)from..(int)Math.Min(to + 1 ?? bytes.Length, bytes.Length)];
            Assert.Equal(expected, await part.Content.ReadAsByteArrayAsync());
        }
        using (var beyond = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(100_000, null) } })
            Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await ada.Http.SendAsync(beyond)).StatusCode);
        using (var same = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } })
            Assert.Equal(HttpStatusCode.NotModified, (await ada.Http.SendAsync(same)).StatusCode);
        using (var head = new HttpRequestMessage(HttpMethod.Head, url))
        {
            using var reply = await ada.Http.SendAsync(head);
            Assert.Equal((100_000L, 0), (reply.Content.Headers.ContentLength, (await reply.Content.ReadAsByteArrayAsync()).Length));
        }
    }

    [Fact]
    public async Task A_file_goes_with_the_last_message_that_has_it()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Files", bob);
        var id = await ada.Http.UploadAsync(Pdf, "kept.pdf");
        var (one, two) = (await ada.PostFilesAsync(session.Id, "One", id), await ada.PostFilesAsync(session.Id, "Two", id));
        var passing = await ada.PostFilesAsync(session.Id, "Passing", await ada.Http.UploadAsync(Pdf));
        using (var given = await ada.Http.TusAsync(HttpMethod.Delete, $"/api/uploads/{id}/")) await Api.ProblemAsync(given, 403, "forbidden");

        foreach (var message in new[] { one, passing }) Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/messages/{message.Id}/")).StatusCode);
        var tombstone = (await bob.ListAsync(session.Id)).Single(message => message.Id == one.Id);
        Assert.Null(tombstone.Attachments);
        await Eventually.BecomesTrueAsync(() => !IsStored(passing.Attachments![0].Id), "the other file is gone", 40);
        Assert.Equal(Pdf, await bob.Http.GetByteArrayAsync($"/api/files/{id}/kept.pdf"));
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/messages/{two.Id}/")).StatusCode);
        foreach (var user in new[] { ada, bob }) await Api.ProblemAsync(await user.Http.GetAsync($"/api/files/{id}/kept.pdf"), 404, "file_not_found");
        await Eventually.BecomesTrueAsync(() => !IsStored(id), "the file is gone", 40);
    }

    [Fact]
    public async Task The_files_of_a_deleted_session_are_deleted()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Files");
        var id = await ada.Http.UploadAsync(Pdf);
        var url = (await ada.PostFilesAsync(session.Id, null, id)).Attachments![0].Url;
        Assert.True(IsStored(id));
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
        await Eventually.BecomesTrueAsync(async () => (await ada.Http.GetAsync(url)).StatusCode is HttpStatusCode.NotFound, "nobody reads it");
        await Eventually.BecomesTrueAsync(() => !IsStored(id), "the file is gone", 40);
    }

    [Fact]
    public async Task The_text_beside_files_can_be_taken_away_and_no_other()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Files");
        var (with, without) = (await ada.PostFilesAsync(session.Id, "Look", await ada.Http.UploadAsync(Pdf)), await ada.PostAsync(session.Id, "Text"));
        var edited = await Api.ReadAsync<MessageView>(await ada.Http.PatchAsJsonAsync($"/api/messages/{with.Id}/", new { content = "" }));
        Assert.Equal(("", 1), (edited.Content, edited.Attachments!.Count));
        await Api.ProblemAsync(await ada.Http.PatchAsJsonAsync($"/api/messages/{without.Id}/", new { content = " " }), 400, "validation_failed");
    }

    bool IsStored(Guid id) => Directory.Exists(Path.Combine(chat.Files, id.ToString()[..2], id.ToString()));
}
