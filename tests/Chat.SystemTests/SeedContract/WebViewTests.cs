using System.Net;
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
