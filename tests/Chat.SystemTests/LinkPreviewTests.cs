using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>
/// Previews of links, from real servers: one at an address that the configuration allows, one at another of this machine, which stands for all that is inside. A
/// system of its own, as others look at nothing.
/// </summary>
public sealed class LinkPreviewTests(LinkPreviewTests.PreviewingSystem system) : IClassFixture<LinkPreviewTests.PreviewingSystem>, IAsyncLifetime
{
    readonly PageServer _site = new("127.0.0.1");
    readonly PageServer _inside = new("127.0.0.2");
    ChatUser _ada = null!;
    ChatUser _bob = null!;
    SessionView _session = null!;

    public sealed class PreviewingSystem : IAsyncLifetime
    {
        public ChatSystem Chat { get; } = new()
        {
            Settings = ["--LinkPreviews:Enabled=true", "--LinkPreviews:AllowedNetworks:0=127.0.0.1/32", "--LinkPreviews:TimeoutSeconds=5", "--LinkPreviews:MaxPageBytes=65536"],
        };

        public NpgsqlDataSource Database { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Chat.InitializeAsync();
            Database = NpgsqlDataSource.Create((await Chat.App.GetConnectionStringAsync("messagesdb"))!);
        }

        public async ValueTask DisposeAsync()
        {
            await Database.DisposeAsync();
            await Chat.DisposeAsync();
        }
    }

    public async ValueTask InitializeAsync()
    {
        (_ada, _bob) = (await system.Chat.NewUserAsync("ada"), await system.Chat.NewUserAsync("bob"));
        _session = await _ada.CreateSessionAsync("Links", _bob);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _inside.DisposeAsync();
    }

    [Fact]
    public async Task A_page_is_shown_as_it_says_with_its_picture_kept_here()
    {
        var picture = _site.Serve("/picture.png", "image/png", TestPictures.Large());
        var url = _site.ServeHtml("/page",
            $"""
            <!doctype html><html><head><title>Not this</title><meta property="og:title" content="A &quot;title&quot; &#x202E;of &lt;b&gt;it&lt;/b&gt;">
            <meta property="og:description" content="Some
               words."><meta property="og:image" content="/picture.png"></head><body></body></html>
            """);
        await using var hub = await _bob.ListenAsync();
        var message = await _ada.PostAsync(_session.Id, $"Look: {url}.");
        Assert.Null(message.LinkPreview);

        var shown = await PreviewOfAsync(message);
        Assert.Equal((url, "127.0.0.1", "A \"title\" of <b>it</b>", "Some words."), (shown.LinkPreview!.Url, shown.LinkPreview.Site, shown.LinkPreview.Title, shown.LinkPreview.Description));
        Assert.Equal((message.Seq, message.Content, null), (shown.Seq, shown.Content, shown.EditedAt));
        Assert.True(shown.Rev > message.Rev);
        // Whoever listens hears of it as of any change, and who asks for what changed gets it.
        await Eventually.BecomesTrueAsync(() => hub.Messages(_session.Id).Exists(heard => heard.LinkPreview?.Title == shown.LinkPreview.Title), "the listener hears of it", 60);
        Assert.Equal(shown.LinkPreview, Assert.Single(await _bob.ListAsync(_session.Id, $"&since_rev={message.Rev}")).LinkPreview);

        var image = shown.LinkPreview.Image!;
        Assert.Equal(("image", "image/webp", 640, 384), (image.Kind, image.Type, image.Width, image.Height));
        using (var kept = TestPictures.Open(await _bob.Http.GetByteArrayAsync(image.Url))) Assert.Equal((640, 384), (kept.Width, kept.Height));
        var eve = await system.Chat.NewUserAsync("eve");
        await Api.ProblemAsync(await eve.Http.GetAsync(image.Url), 404, "file_not_found");

        // Nobody's cookies, tokens or traces were told, and a second message asks nobody.
        Assert.Equal((1, 1), (_site.CountOf("/page"), _site.CountOf(new Uri(picture).AbsolutePath)));
        Assert.All(_site.Requests, request => Assert.Empty(request.Headers.AllKeys.Intersect(["Cookie", "Authorization", "traceparent", "tracestate", "Referer"], StringComparer.OrdinalIgnoreCase)));
        var again = await PreviewOfAsync(await _bob.PostAsync(_session.Id, $"Again {url}"));
        Assert.Equal(image.Id, again.LinkPreview!.Image!.Id);
        Assert.Equal(1, _site.CountOf("/page"));
    }

    [Fact]
    public async Task Nothing_inside_is_asked_whatever_a_link_says()
    {
        var secret = _inside.ServeHtml("/secret", "<title>Secret</title>");
        var port = _inside.Port;
        foreach (var url in new[]
        {
            secret, $"http://[::ffff:127.0.0.2]:{port}/secret", $"http://2130706434:{port}/secret", $"http://0x7f.0.0.2:{port}/secret", $"http://[::1]:{port}/secret",
            _site.Redirect("/away", secret), _site.Redirect("/mapped", $"http://[::ffff:7f00:2]:{port}/secret"), _site.Redirect("/file", "file:///etc/passwd"),
            _site.Redirect("/round", "/round"), _site.Serve("/data", "application/json", "{}"u8.ToArray()), $"{_site.Origin}/missing",
        })
        {
            await _ada.PostAsync(_session.Id, url);
        }
        // A page outside may be shown, its picture inside not.
        var last = await _ada.PostAsync(_session.Id, _site.ServeHtml("/last", $"<title>Last</title><meta property=og:image content='{secret}'>"));
        Assert.Null((await PreviewOfAsync(last)).LinkPreview!.Image);
        await AllLookedAtAsync();
        Assert.All(await _ada.ListAsync(_session.Id), message => Assert.Equal(message.Seq == last.Seq, message.LinkPreview is not null));
        Assert.Empty(_inside.Requests);
        Assert.Equal(1, _site.CountOf("/away"));
        Assert.InRange(_site.CountOf("/round"), 2, 10);
    }

    [Fact]
    public async Task A_page_without_end_is_read_to_a_limit_and_what_is_no_picture_is_left_out()
    {
        var sent = 0L;
        var url = _site.Serve("/endless", async http =>
        {
            http.Response.ContentType = "text/html";
            await http.Response.OutputStream.WriteAsync("<title>Long</title><meta property=og:image content=/fake.png>"u8.ToArray());
            for (var more = new byte[65536]; sent < 500_000_000; sent += more.Length) await http.Response.OutputStream.WriteAsync(more);
        });
        _site.Serve("/fake.png", "image/png", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"));
        var shown = await PreviewOfAsync(await _ada.PostAsync(_session.Id, url));
        Assert.Equal(("Long", null), (shown.LinkPreview!.Title, shown.LinkPreview.Image));
        Assert.Equal(1, _site.CountOf("/fake.png"));
        Assert.True(sent < 50_000_000, $"{sent} bytes were read");
    }

    [Fact]
    public async Task A_post_waits_for_no_page_and_a_page_that_changes_its_mind_is_asked_again()
    {
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var failed = false;
        var url = _site.Serve("/slow", async http =>
        {
            asked.TrySetResult();
            await go.Task;
            http.Response.ContentType = "text/html";
            http.Response.StatusCode = failed ? 200 : 503;
            failed = true;
            await http.Response.OutputStream.WriteAsync("<title>At last</title>"u8.ToArray());
        });
        var message = await _ada.PostAsync(_session.Id, url);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        // While it is looked at, the message is there and others are posted.
        Assert.Equal(message.Rev + 1, (await _bob.PostAsync(_session.Id, "Meanwhile")).Rev);
        go.SetResult();
        Assert.Equal("At last", (await PreviewOfAsync(message, 120)).LinkPreview!.Title);
    }

    [Fact]
    public async Task An_edit_takes_another_page_and_a_deletion_the_preview_with_its_picture()
    {
        _site.Serve("/one.png", "image/png", TestPictures.Large());
        var one = _site.ServeHtml("/one", "<title>One</title><meta property='og:image' content='/one.png'>");
        var two = _site.ServeHtml("/two", "<title>Two</title>");
        var message = await _ada.PostAsync(_session.Id, one);
        var image = (await PreviewOfAsync(message)).LinkPreview!.Image!;

        // The same link in other words keeps what is shown.
        Assert.Equal("One", (await EditAsync(message, $"I mean {one}")).LinkPreview?.Title);
        var edited = await EditAsync(message, two);
        Assert.Null(edited.LinkPreview);
        await Api.ProblemAsync(await _bob.Http.GetAsync(image.Url), 404, "file_not_found");
        await Eventually.BecomesTrueAsync(() => !IsStored(image.Id), "the picture is gone", 60);
        Assert.Equal("Two", (await PreviewOfAsync(message)).LinkPreview!.Title);
        Assert.Null((await EditAsync(message, "No link any more")).LinkPreview);

        _site.Serve("/three.png", "image/png", TestPictures.Large());
        var other = await _ada.PostAsync(_session.Id, _site.ServeHtml("/three", "<title>Three</title><meta property='og:image' content='/three.png'>"));
        var second = (await PreviewOfAsync(other)).LinkPreview!.Image!;
        Assert.True(IsStored(second.Id));
        using (var deleted = await _ada.Http.DeleteAsync($"/api/messages/{other.Id}/")) Assert.True(deleted.IsSuccessStatusCode);
        Assert.Null((await _bob.ListAsync(_session.Id)).Single(tombstone => tombstone.Id == other.Id).LinkPreview);
        await Api.ProblemAsync(await _bob.Http.GetAsync(second.Url), 404, "file_not_found");
        await Eventually.BecomesTrueAsync(() => !IsStored(second.Id), "the picture is gone", 60);
    }

    [Fact]
    public async Task An_owner_turns_them_off_and_on_for_a_session_and_a_writer_for_a_link()
    {
        var address = $"/api/sessions/{_session.Id}/link-previews/";
        using (var forbidden = await _bob.Http.PutAsJsonAsync(address, new { is_on = false })) await Api.ProblemAsync(forbidden, 403, "forbidden");
        using (var wrong = await _ada.Http.PutAsJsonAsync(address, new { })) await Api.ProblemAsync(wrong, 400, "validation_failed");
        using (var off = await _ada.Http.PutAsJsonAsync(address, new { is_on = false })) Assert.False((await Api.ReadAsync<JsonElement>(off)).GetProperty("is_on").GetBoolean());
        var unwanted = await _ada.PostAsync(_session.Id, _site.ServeHtml("/unwanted", "<title>Unwanted</title>"));
        // Once it is found by search, it has been decided.
        using (var found = await _ada.Http.GetAsync("/api/search/messages/?q=unwanted")) Assert.Equal(1, (await Api.ReadAsync<JsonElement>(found)).GetProperty("count").GetInt32());
        using (var on = await _ada.Http.PutAsJsonAsync(address, new { is_on = true })) Assert.True((await Api.ReadAsync<JsonElement>(on)).GetProperty("is_available").GetBoolean());
        await _ada.PostAsync(_session.Id, $"<{_site.ServeHtml("/hidden", "<title>Hidden</title>")}>");
        var wanted = await _ada.PostAsync(_session.Id, _site.ServeHtml("/wanted", "<title>Wanted</title>"));
        Assert.Equal("Wanted", (await PreviewOfAsync(wanted)).LinkPreview!.Title);
        await AllLookedAtAsync();
        Assert.Null((await _ada.ListAsync(_session.Id)).Single(message => message.Id == unwanted.Id).LinkPreview);
        Assert.Equal((0, 0), (_site.CountOf("/unwanted"), _site.CountOf("/hidden")));
    }

    async Task<MessageView> EditAsync(MessageView message, string content)
    {
        using var reply = await _ada.Http.PatchAsJsonAsync($"/api/messages/{message.Id}/", new { content });
        return await Api.ReadAsync<MessageView>(reply);
    }

    async Task<MessageView> PreviewOfAsync(MessageView message, double seconds = 60)
    {
        MessageView? shown = null;
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var reply = await _bob.Http.GetAsync($"/api/messages/{message.Id}/");
            shown = await Api.ReadAsync<MessageView>(reply);
            return shown.LinkPreview is not null;
        }, "the link is shown", seconds);
        return shown!;
    }

    /// <summary>Waits until nothing of the session is to be looked at any more. Jobs of messages come in by revision: those before one that is shown are in.</summary>
    Task AllLookedAtAsync() => Eventually.BecomesTrueAsync(async () =>
    {
        await using var command = system.Database.CreateCommand($"SELECT count(*) FROM link_jobs WHERE session_id = {_session.Id}");
        return await command.ExecuteScalarAsync() is 0L;
    }, "all links have been looked at", 120);

    bool IsStored(Guid file) => Directory.Exists(Path.Combine(system.Chat.Files, file.ToString()[..2], file.ToString()));
}
