using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Chat.Testing;
using NetVips;

namespace Chat.SystemTests;

/// <summary>Pictures of users: any picture of the web becomes a small square, and nothing else comes through.</summary>
public sealed class AvatarTests(ChatSystem chat)
{
    static readonly double[] Red = [255, 0, 0];
    static readonly double[] Green = [0, 160, 0];

    public static TheoryData<string> Types => ["image/png", "image/jpeg", "image/webp", "image/gif"];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task The_middle_of_a_picture_becomes_a_square_without_metadata(string type)
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var url = await PutAsync(ada, Encode(Wide(), type), type);
        Assert.Equal(url, await UrlOfAsync(bob, ada));

        using var reply = await bob.Http.GetAsync(url);
        Assert.Equal("image/webp", reply.Content.Headers.ContentType?.MediaType);
        Assert.True(reply.Headers.CacheControl is { Private: true, MaxAge.TotalDays: >= 365 }, reply.Headers.CacheControl?.ToString());
        Assert.Contains("immutable", reply.Headers.CacheControl!.Extensions.Select(extension => extension.Name));
        var bytes = await reply.Content.ReadAsByteArrayAsync();
        Assert.DoesNotContain("Secret Street", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        using var picture = TestPictures.Open(bytes);
        Assert.Equal((256, 256), (picture.Width, picture.Height));
        Assert.DoesNotContain(picture.GetFields(), field => field is "exif-data" or "xmp-data" or "iptc-data" or "icc-profile-data");
        // The red sides are cut off.
        foreach (var (x, y) in new[] { (8, 8), (248, 248), (128, 128) }) AssertNear(Green, picture[x, y]);
    }

    [Fact]
    public async Task A_new_picture_has_a_new_address_and_the_old_one_is_gone()
    {
        var ada = await chat.NewUserAsync("ada");
        var first = await PutAsync(ada, Encode(Wide(), "image/png"), "image/png");
        using var plain = Solid(40, 30, Red);
        var second = await PutAsync(ada, Encode(plain, "image/jpeg"), "image/jpeg");
        Assert.NotEqual(first, second);
        await Api.ProblemAsync(await ada.Http.GetAsync(first), 404, "avatar_not_found");
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync(second)).StatusCode);
        await Api.ProblemAsync(await chat.Anonymous().Http.GetAsync(second), 401, "not_signed_in");

        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync("/api/users/me/avatar/")).StatusCode);
        Assert.Null(await UrlOfAsync(ada, ada));
        await Api.ProblemAsync(await ada.Http.GetAsync(second), 404, "avatar_not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync("/api/users/me/avatar/")).StatusCode);
    }

    [Fact]
    public async Task A_picture_runs_nothing_and_is_asked_for_by_its_tag_and_in_ranges_as_files_are()
    {
        var ada = await chat.NewUserAsync("ada");
        // What is hidden behind the picture does not come through either.
        var url = await PutAsync(ada, [.. TestPictures.Photo(), .. "PK\x03\x04<script>alert(1)</script>"u8], "image/jpeg");
        using var whole = await ada.Http.GetAsync(url);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        Assert.DoesNotContain("script", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Contains("sandbox", Assert.Single(whole.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(whole.Headers.GetValues("X-Content-Type-Options")));

        using var known = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await ada.Http.SendAsync(known)).StatusCode);
        using var range = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(4, 11) } };
        using var part = await ada.Http.SendAsync(range);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[4..12], await part.Content.ReadAsByteArrayAsync());

        // The service says so itself, whoever asks past the gateway.
        using var direct = (await ada.SignInWithTokenAsync(chat.AddressOf("accounts"))).Http;
        using var past = await direct.GetAsync(url);
        Assert.Contains("sandbox", Assert.Single(past.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(past.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Of_a_picture_that_moves_the_first_frame_is_taken_however_many_follow()
    {
        var ada = await chat.NewUserAsync("ada");
        foreach (var type in new[] { "image/gif", "image/webp" })
        {
            using var still = TestPictures.Open(await ada.Http.GetByteArrayAsync(await PutAsync(ada, TestPictures.Moving(type), type)));
            Assert.Equal((256, 256), (still.Width, still.PageHeight));
        }
    }

    [Fact]
    public async Task A_picture_that_is_small_to_send_and_huge_to_decode_is_refused()
    {
        var ada = await chat.NewUserAsync("ada");
        using var black = Image.Black(20_000, 20_000);
        var bomb = black.PngsaveBuffer(bitdepth: 1, compression: 9);
        Assert.True(bomb.Length < 1024 * 1024);
        await Api.ProblemAsync(await SendAsync(ada, bomb, "image/png"), 400, "invalid_image");
        Assert.Null(await UrlOfAsync(ada, ada));
    }

    [Fact]
    public async Task What_is_no_picture_of_the_web_is_refused_whatever_it_says_it_is()
    {
        var ada = await chat.NewUserAsync("ada");
        var svg = Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>");
        using var wide = Wide();
        var png = Encode(wide, "image/png");
        // A picture that is called one, a page, a cut one, and what other programs show.
        foreach (var bytes in new[]
        {
            [], Encoding.UTF8.GetBytes("no picture"), svg, png[..(png.Length / 2)], TestPictures.Photo()[..900], TestPictures.Moving("image/gif")[..20],
            Encoding.UTF8.GetBytes("GIF89a<script>alert(1)</script>"), Encoding.UTF8.GetBytes("%PDF-1.7"), wide.TiffsaveBuffer(),
        })
            await Api.ProblemAsync(await SendAsync(ada, bytes, "image/png"), 400, "invalid_image");
        await Api.ProblemAsync(await SendAsync(ada, svg, "image/svg+xml"), 415, "unsupported_media_type");
        await Api.ProblemAsync(await SendAsync(ada, png, "application/json"), 415, "unsupported_media_type");
        await Api.ProblemAsync(await SendAsync(ada, new byte[5 * 1024 * 1024 + 1], "image/png"), 413, "payload_too_large");
        await Api.ProblemAsync(await SendAsync(chat.Anonymous(), png, "image/png"), 401, "not_signed_in");
        Assert.Null(await UrlOfAsync(ada, ada));
    }

    static async Task<string> PutAsync(ChatUser user, byte[] picture, string type) =>
        (await Api.ReadAsync<JsonElement>(await SendAsync(user, picture, type))).GetProperty("avatar_url").GetString()!;

    static async Task<HttpResponseMessage> SendAsync(ChatUser user, byte[] bytes, string type)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        return await user.Http.PutAsync("/api/users/me/avatar/", content);
    }

    static async Task<string?> UrlOfAsync(ChatUser reader, ChatUser of) =>
        (await Api.ReadAsync<JsonElement>(await reader.Http.GetAsync($"/api/users/{of.Id}/"))).GetProperty("avatar_url").GetString();

    static Image Solid(int width, int height, double[] color) => (Image.Black(width, height, bands: 3) + color).Cast(Enums.BandFormat.Uchar);

    /// <summary>A green square between red sides, with words about where it was taken.</summary>
    static Image Wide()
    {
        using var side = Solid(300, 400, Red);
        using var middle = Solid(400, 400, Green);
        using var joined = side.Join(middle, Enums.Direction.Horizontal).Join(side, Enums.Direction.Horizontal).Copy(interpretation: Enums.Interpretation.Srgb);
        return joined.Mutate(mutable => mutable.Set(GValue.GStrType, "exif-ifd0-ImageDescription", "Secret Street 5"));
    }

    static byte[] Encode(Image image, string type) => type switch
    {
        "image/png" => image.PngsaveBuffer(),
        "image/jpeg" => image.JpegsaveBuffer(),
        "image/webp" => image.WebpsaveBuffer(),
        _ => image.GifsaveBuffer(),
    };

    static void AssertNear(double[] expected, double[] color)
    {
        foreach (var (one, other) in expected.Zip(color)) Assert.InRange(other, one - 12, one + 12);
    }
}
