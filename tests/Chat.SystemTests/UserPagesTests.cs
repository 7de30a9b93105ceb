using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>The list of people, page by page.</summary>
public sealed class UserPagesTests(ChatSystem chat)
{
    sealed record PersonView(long Id, string Username, string DisplayName);

    readonly string _mark = $"m{Guid.NewGuid().ToString("N")[..8]}";

    [Fact]
    public async Task Everybody_who_fits_comes_once_by_the_name_that_fits()
    {
        var ada = await chat.NewUserAsync("ada");
        await RegisterAsync($"{_mark}-2", $"{_mark}-0");
        await RegisterAsync($"{_mark}-1", "Elsewhere");
        await RegisterAsync($"{_mark}-3");
        await RegisterAsync($"x{_mark}-a", $"{_mark} Wide Ａ");
        // An emoji comes after a wide letter in the order of characters, before it in that of UTF-16.
        await RegisterAsync($"x{_mark}-b", $"{_mark} Wide 👍");
        // Two of the same name.
        await RegisterAsync($"x{_mark}-c", $"{_mark}-1");
        await RegisterAsync($"x{_mark}-d", $"{_mark}-1");
        var gone = await RegisterAsync($"{_mark}-4");
        await (await chat.AdministratorAsync()).ActAsync(gone, "deactivate");
        string[] expected =
        [
            $"x{_mark}-a", $"x{_mark}-b", $"{_mark}-2", $"{_mark}-1", $"x{_mark}-c", $"x{_mark}-d", $"{_mark}-3",
        ];

        foreach (var limit in (int[])[1, 2, 3, 200])
            Assert.Equal(expected, (await ReadAsync(ada, $"?q={_mark.ToUpperInvariant()}&limit={limit}")).Select(person => person.Username));
        // Who asks as before there were pages is answered as before.
        Assert.Equal(expected, (await Api.ReadAsync<List<PersonView>>(await ada.Http.GetAsync($"/api/users/?q={_mark}"))).Select(person => person.Username));
    }

    [Fact]
    public async Task Who_comes_or_goes_meanwhile_moves_nobody_else()
    {
        var ada = await chat.NewUserAsync("ada");
        for (var i = 1; i <= 4; i++) await RegisterAsync($"{_mark}-{i}0");
        using var first = await ada.Http.GetAsync($"/api/users/?q={_mark}&limit=2");
        var (page, next) = (await Api.ReadAsync<List<PersonView>>(first), Links.Next(first));
        await RegisterAsync($"{_mark}-05");
        await RegisterAsync($"{_mark}-35");
        await (await chat.AdministratorAsync()).ActAsync(page[1].Id, "deactivate");

        Assert.Equal([$"{_mark}-30", $"{_mark}-35", $"{_mark}-40"], (await ReadAsync(ada, next!["/api/users/".Length..])).Select(person => person.Username));
    }

    [Fact]
    public async Task Without_a_text_all_come_by_display_name()
    {
        var ada = await chat.NewUserAsync("ada");
        var ids = new List<long> { await RegisterAsync($"b{_mark}", $"{_mark} A"), await RegisterAsync($"c{_mark}", $"{_mark} B"), await RegisterAsync($"a{_mark}", $"{_mark} C") };
        var all = await ReadAsync(ada, "?limit=50");
        Assert.Equal(ids, all.Select(person => person.Id).Where(ids.Contains));
        Assert.Equal(all.Count, all.Select(person => person.Id).Distinct().Count());
        var first = await Api.ReadAsync<List<PersonView>>(await ada.Http.GetAsync("/api/users/"));
        Assert.Equal(all.Take(50), first);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?after=ADA")]
    [InlineData("?after=x-ADA")]
    [InlineData("?after=1-A%00")]
    public async Task Another_place_than_that_of_a_link_is_refused(string query) =>
        await Api.ProblemAsync(await (await chat.NewUserAsync("ada")).Http.GetAsync($"/api/users/{query}"), 400, "validation_failed");

    [Theory]
    [InlineData("%25")]
    [InlineData("_")]
    [InlineData("%5C")]
    public async Task What_means_something_in_a_pattern_is_a_character(string text)
    {
        var ada = await chat.NewUserAsync("ada");
        var marked = await RegisterAsync($"p{_mark}", $"{Uri.UnescapeDataString(text)}{_mark}");
        Assert.Equal(marked, Assert.Single(await ReadAsync(ada, $"?q={text}{_mark}")).Id);
        Assert.DoesNotContain(await ReadAsync(ada, $"?q={text}"), person => person.Username == ada.Username);
    }

    static async Task<List<PersonView>> ReadAsync(ChatUser user, string query)
    {
        var all = new List<PersonView>();
        for (var next = $"/api/users/{query}"; next is not null;)
        {
            using var reply = await user.Http.GetAsync(next);
            all.AddRange(await Api.ReadAsync<List<PersonView>>(reply));
            next = Links.Next(reply);
        }
        return all;
    }

    async Task<long> RegisterAsync(string username, string? displayName = null)
    {
        var user = new ChatUser(chat.Gateway, chat.Description);
        using var reply = await user.Http.PostAsJsonAsync("/api/auth/register", new { username, password = ChatUser.Password, display_name = displayName });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return (await Api.ReadAsync<JsonElement>(reply)).GetProperty("id").GetInt64();
    }
}
