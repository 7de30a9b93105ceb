using System.Net;
using System.Text;
using System.Text.Json;
using Chat.Testing;
using NetVips;

namespace Chat.SystemTests;

/// <summary>Files that lie, are cut, hide something or would do harm: a clear refusal, or a download that harms nobody.</summary>
public sealed class FileSafetyTests(ChatSystem chat)
{
    const string Script = "<script>alert(document.domain)</script>";

    // The test file of the European Institute for Computer Antivirus Research, in two parts so that no scanner minds this source.
    static readonly byte[] Eicar = Encoding.ASCII.GetBytes("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");

    [Fact]
    public async Task A_photo_is_turned_upright_and_says_nothing_of_where_it_was_taken()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var file = await SendAsync(ada, TestPictures.Photo(), "IMG_0001.jpg");
        Assert.Equal(("image", "image/jpeg", 800, 1200), (file.Kind, file.Type, file.Width, file.Height));
        foreach (var url in new[] { file.Url, file.ThumbnailUrl! })
        {
            var bytes = await ada.GetByteArrayAsync(url);
            Assert.DoesNotContain("Secret Street", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
            using var picture = TestPictures.Open(bytes);
            Assert.DoesNotContain(picture.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal) || field is "xmp-data" or "iptc-data");
            Assert.True(picture.Height > picture.Width);
        }
        using var small = TestPictures.Open(await ada.GetByteArrayAsync(file.ThumbnailUrl));
        Assert.Equal((533, 800), (small.Width, small.Height));
    }

    [Theory]
    [InlineData("image/gif")]
    [InlineData("image/webp")]
    public async Task What_moves_goes_on_moving(string type)
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var file = await SendAsync(ada, TestPictures.Moving(type), "moving");
        Assert.Equal((type, 40, 30, null), (file.Type, file.Width, file.Height, file.ThumbnailUrl));
        var bytes = await ada.GetByteArrayAsync(file.Url);
        using var moving = type == "image/gif" ? Image.GifloadBuffer(bytes, n: -1) : Image.WebploadBuffer(bytes, n: -1);
        Assert.Equal((30, 90), (moving.PageHeight, moving.Height));
    }

    [Fact]
    public async Task Pictures_that_are_too_large_to_decode_or_cut_are_refused_and_nothing_of_them_stays()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Bombs");
        using var black = Image.Black(20_000, 20_000);
        var photo = TestPictures.Photo();
        var moving = TestPictures.Moving("image/gif");
        foreach (var (bytes, name) in new[]
        {
            (black.PngsaveBuffer(bitdepth: 1, compression: 9), "bomb.png"), (photo[..(photo.Length / 2)], "half.jpg"),
            (TestPictures.Large()[..400], "half.png"), (moving[..20], "half.gif"), (Encoding.Latin1.GetBytes("GIF89a" + Script), "page.gif"),
        })
        {
            var address = await ada.Http.BeginUploadAsync(bytes.Length, name);
            await Api.ProblemAsync(await ada.Http.SendBytesAsync(address, 0, bytes), 422, "file_refused");
            var upload = await Api.ReadAsync<JsonElement>(await ada.Http.GetAsync(address));
            Assert.Equal("refused", upload.GetProperty("state").GetString());
            Assert.NotEmpty(upload.GetProperty("refusal").GetString()!);
            await Api.ProblemAsync(await ada.TryPostFilesAsync(session.Id, "Look", Uploads.IdOf(address)), 400, "validation_failed");
            await Api.ProblemAsync(await ada.Http.GetAsync($"/api/files/{Uploads.IdOf(address)}/{name}"), 404, "file_not_found");
            var id = Uploads.IdOf(address).ToString();
            Assert.False(Directory.Exists(Path.Combine(chat.Files, id[..2], id)) && Directory.GetFiles(Path.Combine(chat.Files, id[..2], id)).Length > 0);
        }
        Assert.Empty(await ada.ListAsync(session.Id));
    }

    [Fact]
    public async Task What_a_file_is_goes_by_its_content_and_what_could_run_is_only_ever_saved()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var zip = Encoding.Latin1.GetBytes("PK\x03\x04" + new string('\0', 30) + Script);
        foreach (var (bytes, name, type, isShown) in new (byte[], string, string, bool)[]
        {
            (Encoding.UTF8.GetBytes($"<!doctype html>{Script}"), "photo.jpg", "text/plain", false),
            (Encoding.UTF8.GetBytes($"<svg xmlns=\"http://www.w3.org/2000/svg\">{Script}</svg>"), "drawing.svg", "text/plain", false),
            (Encoding.UTF8.GetBytes("%PDF-1.7\n" + Script), "page.html", "application/pdf", false),
            (zip, "picture.png", "application/zip", false),
            ([0, 1, 2, 3, 255], "data.mp4", "application/octet-stream", false),
            (Encoding.Latin1.GetBytes("\0\0\0\x18" + "ftypisom" + new string('\0', 100)), "data.txt", "video/mp4", true),
            (Encoding.Latin1.GetBytes("OggS" + new string('\0', 100)), "x", "audio/ogg", true),
            ("x"u8.ToArray(), "x", "text/plain", false),
        })
        {
            var file = await SendAsync(ada, bytes, name);
            Assert.Equal(type, file.Type);
            Assert.NotEqual("image", file.Kind);
            using var reply = await ada.GetAsync(file.Url);
            Assert.Equal(bytes, await reply.Content.ReadAsByteArrayAsync());
            Assert.Equal(type, reply.Content.Headers.ContentType!.MediaType);
            Assert.Equal(isShown ? "inline" : "attachment", reply.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Contains("sandbox", Assert.Single(reply.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_that_is_something_else_too_is_only_a_picture_afterwards()
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        foreach (var (bytes, name) in new[] { (TestPictures.Photo(), "a.jpg"), (TestPictures.Large(), "a.png"), (TestPictures.Moving("image/gif"), "a.gif") })
        {
            var file = await SendAsync(ada, [.. bytes, .. Encoding.Latin1.GetBytes("PK\x03\x04" + Script)], name);
            Assert.Equal("image", file.Kind);
            Assert.DoesNotContain("script", Encoding.Latin1.GetString(await ada.GetByteArrayAsync(file.Url)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\ada\\cv.pdf", "cv.pdf")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData("a\r\nSet-Cookie: x=1", "aSet-Cookie_ x=1")]
    [InlineData("photo\u202Egpj.exe", "photogpj.exe")]
    [InlineData("nul\0byte.txt", "nulbyte.txt")]
    [InlineData(".htaccess", "htaccess")]
    [InlineData("日本語 ☃.txt", "日本語 ☃.txt")]
    public async Task Names_cannot_lead_anywhere(string name, string clean)
    {
        var ada = (await chat.NewUserAsync("ada")).Http;
        var file = await SendAsync(ada, "content"u8.ToArray(), name);
        Assert.Equal(clean, file.Name);
        using var reply = await ada.GetAsync(file.Url);
        var disposition = reply.Content.Headers.ContentDisposition!;
        Assert.Equal(clean, disposition.FileNameStar ?? disposition.FileName!.Trim('"'));
        Assert.Equal("content", await reply.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_virus_is_refused_and_nothing_comes_in_unseen()
    {
        await using var clamd = await ClamServer.StartAsync();
        await using var messages = await (await OneMore.StartAsync(chat, "messages", [new("Files__Scanner", $"127.0.0.1:{clamd.Port}")])).IsReadyAsync();
        var (ada, _) = await (await chat.NewUserAsync("ada")).SignInWithTokenAsync(messages.Address);
        using (ada)
        {
            var harmless = await ada.UploadAsync("harmless"u8.ToArray());
            Assert.Equal("harmless", await ada.GetStringAsync($"/api/files/{harmless}/x"));
            var address = await ada.BeginUploadAsync(Eicar.Length, "eicar.com");
            await Api.ProblemAsync(await ada.SendBytesAsync(address, 0, Eicar), 422, "file_refused");
            await Api.ProblemAsync(await ada.GetAsync($"/api/files/{Uploads.IdOf(address)}/eicar.com"), 404, "file_not_found");

            await clamd.StopAsync();
            var waiting = await ada.BeginUploadAsync(5);
            await Api.ProblemAsync(await ada.SendBytesAsync(waiting, 0, "later"u8.ToArray()), 503, "unavailable");
            await Api.ProblemAsync(await ada.GetAsync($"/api/files/{Uploads.IdOf(waiting)}/x"), 404, "file_not_found");
            Assert.Equal(5, await ada.OffsetAsync(waiting));
            await clamd.RunAsync();
            using (var again = await ada.SendBytesAsync(waiting, 5, [])) Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
            Assert.Equal("later", await ada.GetStringAsync($"/api/files/{Uploads.IdOf(waiting)}/x"));
        }
    }

    static async Task<AttachmentView> SendAsync(HttpClient http, byte[] bytes, string name)
    {
        var id = await http.UploadAsync(bytes, name);
        var upload = await Api.ReadAsync<JsonElement>(await http.GetAsync($"/api/uploads/{id}/"));
        return upload.GetProperty("attachment").Deserialize<AttachmentView>(Api.Json)!;
    }
}
