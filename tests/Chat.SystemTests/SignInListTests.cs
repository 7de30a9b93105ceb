using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>Users see where they are signed in, and end it from afar.</summary>
public sealed class SignInListTests(ChatSystem chat)
{
    const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public async Task Every_sign_in_is_listed_with_its_device_and_only_ones_own()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var client = chat.Anonymous().Http;
        client.DefaultRequestHeaders.UserAgent.ParseAdd(Firefox);
        await Api.ReadAsync<JsonElement>(await client.PostAsJsonAsync("/api/auth/token", new { username = ada.Username, password = ChatUser.Password }));

        var list = await ListAsync(ada);
        Assert.Equal(2, list.Count);
        var current = Assert.Single(list, one => one.IsCurrent);
        Assert.Equal("browser", current.Kind);
        var other = Assert.Single(list, one => !one.IsCurrent);
        Assert.Equal(("token", "Firefox on Linux"), (other.Kind, other.Device));
        Assert.All(list, one => Assert.True(IPAddress.IsLoopback(IPAddress.Parse(one.Address!))));
        Assert.All(list, one => Assert.InRange(one.LastSeenAt, one.CreatedAt, DateTime.UtcNow.AddMinutes(1)));
        Assert.Single(await ListAsync(bob));
    }

    [Fact]
    public async Task Ending_one_ends_it_at_once_and_strangers_cannot()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var phone = await chat.SignInAsync(ada);
        await using var hub = await phone.ListenAsync();
        var id = (await ListAsync(ada)).Single(one => !one.IsCurrent).Id;

        await Api.ProblemAsync(await eve.Http.DeleteAsync($"/api/auth/sign-ins/{id}/"), 404, "sign_in_not_found");
        await Api.ProblemAsync(await ada.Http.DeleteAsync("/api/auth/sign-ins/nothing/"), 404, "sign_in_not_found");
        await Api.ProblemAsync(await chat.Anonymous().Http.GetAsync("/api/auth/sign-ins/"), 401, "not_signed_in");
        Assert.Equal(2, (await ListAsync(phone)).Count);

        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/auth/sign-ins/{id}/")).StatusCode);
        await Api.ProblemAsync(await phone.Http.GetAsync("/api/sessions/"), 401, "not_signed_in");
        await Eventually.BecomesTrueAsync(() => hub.SignedOut.Contains("revoked"), "the ended device's socket is closed");
        Assert.True(Assert.Single(await ListAsync(ada)).IsCurrent);
        await Api.ProblemAsync(await ada.Http.DeleteAsync($"/api/auth/sign-ins/{id}/"), 404, "sign_in_not_found");
    }

    [Fact]
    public async Task Ending_the_others_spares_the_current_one_and_ends_refresh_tokens()
    {
        var ada = await chat.NewUserAsync("ada");
        var phone = await chat.SignInAsync(ada);
        var tokens = await Api.ReadAsync<JsonElement>(
            await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/token", new { username = ada.Username, password = ChatUser.Password }));

        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync("/api/auth/sign-ins/")).StatusCode);
        Assert.True(Assert.Single(await ListAsync(ada)).IsCurrent);
        await Api.ProblemAsync(await phone.Http.GetAsync("/api/users/me/"), 401, "not_signed_in");
        var refresh = new { refresh_token = tokens.GetProperty("refresh_token").GetString() };
        await Api.ProblemAsync(await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/refresh", refresh), 401, "invalid_refresh_token");
        using var http = chat.Anonymous().Http;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        await Api.ProblemAsync(await http.GetAsync("/api/users/me/"), 401, "not_signed_in");
        // Nobody else to end: the current one stays.
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync("/api/auth/sign-ins/")).StatusCode);
        Assert.Single(await ListAsync(ada));
    }

    static async Task<List<SignInView>> ListAsync(ChatUser user) => await Api.ReadAsync<List<SignInView>>(await user.Http.GetAsync("/api/auth/sign-ins/"));

    sealed record SignInView(string Id, string Kind, string Device, string? Address, DateTime CreatedAt, DateTime LastSeenAt, bool IsCurrent);
}
