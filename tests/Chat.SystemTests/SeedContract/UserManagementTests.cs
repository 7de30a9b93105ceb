using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary>"User Authentication" of the templates, and "User Management" of the enhancements: what a person does with an account.</summary>
public sealed class UserManagementTests(ChatSystem chat)
{
    [Fact]
    public async Task Somebody_registers_and_is_signed_in()
    {
        var ada = new ChatUser(chat.Gateway, chat.Description);
        var username = $"ada-{Guid.NewGuid().ToString("N")[..8]}";
        using var reply = await ada.Http.PostAsJsonAsync("/api/auth/register", new { username, password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        Assert.Equal(username, (await ada.MeAsync()).GetProperty("username").GetString());
        using var taken = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/register", new { username = username.ToUpperInvariant(), password = ChatUser.Password });
        await Api.ProblemAsync(taken, 409, "username_taken");
    }

    [Fact]
    public async Task A_user_signs_in_and_out()
    {
        var ada = await chat.NewUserAsync("ada");
        var device = await chat.SignInAsync(ada);
        Assert.Equal(HttpStatusCode.OK, (await device.Http.GetAsync("/api/sessions/")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await device.Http.PostAsync("/api/auth/logout", null)).StatusCode);
        await Api.ProblemAsync(await device.Http.GetAsync("/api/sessions/"), 401, "not_signed_in");
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/sessions/")).StatusCode);
    }

    [Fact]
    public async Task A_user_has_a_profile_that_others_see()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await Api.ReadAsync<JsonElement>(await ada.Http.PatchAsJsonAsync("/api/users/me/", new { display_name = "Ada L.", about = "I count." }));
        var seen = await Api.ReadAsync<JsonElement>(await bob.Http.GetAsync($"/api/users/{ada.Id}/"));
        Assert.Equal(("Ada L.", "I count."), (seen.GetProperty("display_name").GetString(), seen.GetProperty("about").GetString()));
    }

    [Fact]
    public async Task A_user_changes_their_password()
    {
        var ada = await chat.NewUserAsync("ada");
        const string Another = "another fine password";
        using (var changed = await ada.Http.PostAsJsonAsync("/api/auth/password", new { current_password = ChatUser.Password, new_password = Another }))
            Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        await chat.SignInAsync(ada, Another);
        using var old = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = ada.Username, password = ChatUser.Password });
        await Api.ProblemAsync(old, 401, "invalid_credentials");
    }

    [Fact]
    public async Task A_user_takes_their_data_along_and_deletes_the_account()
    {
        var ada = await chat.NewUserAsync("ada");
        await ada.PostAsync((await ada.CreateSessionAsync("Mine")).Id, "said by me");
        Assert.Contains("said by me", await ada.Http.GetStringAsync("/api/users/me/export/"), StringComparison.Ordinal);
        using (var deleted = await ada.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password })) Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var login = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = ada.Username, password = ChatUser.Password });
        await Api.ProblemAsync(login, 401, "invalid_credentials");
    }
}
