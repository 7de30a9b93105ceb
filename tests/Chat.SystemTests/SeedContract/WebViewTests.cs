using System.Net;
using System.Text.RegularExpressions;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary>"Web Views" and the URL configuration: the addresses that people have in their bookmarks.</summary>
public sealed class WebViewTests(ChatSystem chat)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/chat/")]
    [InlineData("/room/{id}/")]
    [InlineData("/chat/room/{id}/")]
    [InlineData("/admin/")]
    public async Task Every_page_of_the_seed_is_a_page_here_with_and_without_the_trailing_slash(string path)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Pages");
        path = path.Replace("{id}", $"{session.Id}", StringComparison.Ordinal);
        foreach (var address in new[] { path, path.TrimEnd('/') })
        {
            using var page = await ada.Http.GetAsync(address);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact]
    public async Task Every_page_that_the_app_knows_is_one_for_the_gateway_too()
    {
        // The app's own list, as its tests have it.
        var known = File.ReadAllLines(Repository.File("frontend/tests/pages.test.ts"))
            .Select(line => Regex.Match(line, "^  \\['(/[^']*)', \\{ page: '([a-z]+)'"))
            .Where(found => found.Success)
            .ToDictionary(found => found.Groups[1].Value, found => found.Groups[2].Value != "unknown");
        Assert.Contains(true, known.Values);
        Assert.Contains(false, known.Values);
        var anyone = chat.Anonymous().Http;
        foreach (var (path, isPage) in known)
        {
            using var page = await anyone.GetAsync(path);
            Assert.True(page.StatusCode == (isPage ? HttpStatusCode.OK : HttpStatusCode.NotFound), $"{path}: {page.StatusCode}");
            Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("/index.php")]
    [InlineData("/room/5.x")]
    [InlineData("/wp-admin/setup.php")]
    public async Task What_looks_like_a_file_and_is_none_is_a_friendly_404_for_people_and_a_problem_for_programs(string path)
    {
        var anyone = chat.Anonymous().Http;
        await Api.ProblemAsync(await anyone.GetAsync(path), 404, "not_found");
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var request = new HttpRequestMessage(method, path) { Headers = { { "Accept", "text/html,application/xhtml+xml,*/*;q=0.8" } } };
            using var page = await anyone.SendAsync(request);
            Assert.Equal((HttpStatusCode.NotFound, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        }
        using var api = new HttpRequestMessage(HttpMethod.Get, $"/api{path}") { Headers = { { "Accept", "text/html,*/*;q=0.8" } } };
        await Api.ProblemAsync(await anyone.SendAsync(api), 404, "not_found");
    }

    [Fact]
    public async Task A_page_holds_nothing_of_a_session_so_a_stranger_gets_the_same_one()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Only for Ada");
        await ada.PostAsync(session.Id, "secret words");
        var page = await eve.Http.GetStringAsync($"/room/{session.Id}/");
        Assert.Equal(await ada.Http.GetStringAsync($"/room/{session.Id}/"), page);
        Assert.DoesNotContain("secret words", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Only for Ada", page, StringComparison.Ordinal);
    }
}
