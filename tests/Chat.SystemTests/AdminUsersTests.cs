using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What administrators do to users, and that it counts everywhere.</summary>
public sealed class AdminUsersTests(ChatSystem chat)
{
    [Fact]
    public async Task A_deactivated_user_is_out_everywhere_and_back_when_reactivated()
    {
        var admin = await chat.AdministratorAsync();
        var user = await chat.NewUserAsync();
        var session = await user.CreateSessionAsync("x");
        await using var listener = await user.ListenAsync();
        using var socket = await user.OpenSocketAsync(session.Id);
        var (client, refreshToken) = await user.SignInWithTokenAsync();
        // Past the gateway, where only the token itself counts.
        var (direct, _) = await user.SignInWithTokenAsync(chat.AddressOf("messages"));
        var post = new { session_id = session.Id, content = "hi" };
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsJsonAsync("/api/messages/", post)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await direct.PostAsJsonAsync("/api/messages/", post)).StatusCode);

        Assert.False((await admin.ActAsync(user.Id, "deactivate")).IsActive);

        await Api.ProblemAsync(await user.Http.GetAsync("/api/auth/me"), 401, "not_signed_in");
        await Api.ProblemAsync(await client.PostAsJsonAsync("/api/messages/", post), 401, "not_signed_in");
        await Api.ProblemAsync(await client.PostAsJsonAsync("/api/auth/refresh", new { refresh_token = refreshToken }), 401, "invalid_refresh_token");
        await Api.ProblemAsync(
            await client.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password = ChatUser.Password }), 401, "invalid_credentials");
        await listener.Closed.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["deactivated"], listener.SignedOut);
        Assert.Equal(4401, await socket.CloseCodeAsync());
        await Eventually.BecomesTrueAsync(
            async () => (await direct.PostAsJsonAsync("/api/messages/", post)).StatusCode is HttpStatusCode.Unauthorized, "a token that is still alive is refused", seconds: 60);

        Assert.True((await admin.ActAsync(user.Id, "reactivate")).IsActive);
        using var reply = await user.Http.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await user.PostAsync(session.Id, "back again");
    }

    [Fact]
    public async Task Signing_a_user_out_ends_all_their_sign_ins_but_not_their_account()
    {
        var admin = await chat.AdministratorAsync();
        var user = await chat.NewUserAsync();
        var (client, _) = await user.SignInWithTokenAsync();
        await using var listener = await user.ListenAsync();
        Assert.Equal(2, (await admin.FindUserAsync(user.Id)).SignIns);

        // The body may be left out.
        Assert.Equal(0, (await Api.ReadAsync<ManagedUserView>(await admin.Http.PostAsync($"/api/admin/users/{user.Id}/sign-out/", null))).SignIns);

        await Api.ProblemAsync(await user.Http.GetAsync("/api/auth/me"), 401, "not_signed_in");
        await Api.ProblemAsync(await client.GetAsync("/api/auth/me"), 401, "not_signed_in");
        await listener.Closed.WaitAsync(TimeSpan.FromSeconds(20));
        using var reply = await user.Http.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task The_role_counts_at_once_for_cookies_and_tokens_when_given_and_when_taken()
    {
        var admin = await chat.AdministratorAsync();
        var user = await chat.NewUserAsync();
        await Api.ProblemAsync(await user.Http.GetAsync("/api/admin/audit/"), 404, "not_found");

        Assert.True((await Api.ReadAsync<ManagedUserView>(await admin.SetRoleAsync(user.Id, isAdmin: true))).IsAdmin);
        Assert.Equal(HttpStatusCode.OK, (await user.Http.GetAsync("/api/admin/audit/")).StatusCode);
        var (client, _) = await user.SignInWithTokenAsync();
        var (direct, _) = await user.SignInWithTokenAsync(chat.AddressOf("sessions"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/admin/sessions/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await direct.GetAsync("/api/admin/sessions/")).StatusCode);

        Assert.False((await Api.ReadAsync<ManagedUserView>(await admin.SetRoleAsync(user.Id, isAdmin: false))).IsAdmin);
        await Api.ProblemAsync(await user.Http.GetAsync("/api/admin/audit/"), 404, "not_found");
        await Api.ProblemAsync(await client.GetAsync("/api/admin/sessions/"), 404, "not_found");
        await Eventually.BecomesTrueAsync(
            async () => (await direct.GetAsync("/api/admin/sessions/")).StatusCode is HttpStatusCode.NotFound, "the token's role is refused past the gateway", seconds: 60);
        // What is left is a plain user who is still signed in.
        Assert.Equal(HttpStatusCode.OK, (await user.Http.GetAsync("/api/sessions/")).StatusCode);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var admin = await chat.AdministratorAsync();
        // The tests that ran before have made many, more than a page of the list.
        while (await OthersAsync() is { Count: > 0 } others)
            foreach (var other in others) await Api.ReadAsync<ManagedUserView>(await admin.SetRoleAsync(other.Id, isAdmin: false));

        await Api.ProblemAsync(await admin.SetRoleAsync(admin.Id, isAdmin: false), 409, "last_administrator");
        await Api.ProblemAsync(await admin.Http.PostAsJsonAsync($"/api/admin/users/{admin.Id}/deactivate/", new { }), 409, "last_administrator");
        Assert.True((await admin.FindUserAsync(admin.Id)) is { IsAdmin: true, IsActive: true });

        // Two who take it from each other at the same time: one of them keeps it.
        var second = await chat.NewAdministratorAsync();
        var third = await chat.NewAdministratorAsync();
        await Api.ReadAsync<ManagedUserView>(await second.SetRoleAsync(admin.Id, isAdmin: false));
        await Task.WhenAll(second.SetRoleAsync(third.Id, isAdmin: false), third.SetRoleAsync(second.Id, isAdmin: false));
        var (left, right) = (await second.MeAsync(), await third.MeAsync());
        Assert.NotEqual(left.GetProperty("is_admin").GetBoolean(), right.GetProperty("is_admin").GetBoolean());
        var keeper = left.GetProperty("is_admin").GetBoolean() ? second : third;
        Assert.True((await Api.ReadAsync<ManagedUserView>(await keeper.SetRoleAsync(admin.Id, isAdmin: true))).IsAdmin);

        async Task<List<ManagedUserView>> OthersAsync() =>
            (await Api.ReadAsync<List<ManagedUserView>>(await admin.Http.GetAsync("/api/admin/users/?state=admin&limit=200"))).FindAll(user => user.Id != admin.Id);
    }

    [Fact]
    public async Task Who_deletes_their_account_while_another_administrator_acts_on_them_makes_nobody_wait_for_ever()
    {
        var admin = await chat.AdministratorAsync();
        for (var round = 0; round < 10; round++)
        {
            var leaving = await chat.NewAdministratorAsync();
            var deletion = leaving.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password });
            var acts = Enumerable.Range(0, 4).Select(_ => admin.Http.PostAsJsonAsync($"/api/admin/users/{leaving.Id}/unlock/", new { })).ToList();
            Assert.Equal(HttpStatusCode.NoContent, (await deletion).StatusCode);
            foreach (var act in acts) Assert.Equal(HttpStatusCode.OK, (await act).StatusCode);
            await Api.ProblemAsync(await admin.SetRoleAsync(leaving.Id, isAdmin: true), 404, "user_not_found");
            await Api.ProblemAsync(await admin.Http.PostAsJsonAsync($"/api/admin/users/{leaving.Id}/reactivate/", new { }), 404, "user_not_found");
        }
    }

    [Fact]
    public async Task A_name_that_is_locked_is_listed_and_can_be_unlocked()
    {
        var admin = await chat.AdministratorAsync();
        var user = await chat.NewUserAsync();
        for (var i = 0; i < 10; i++)
            (await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password = "not this one" })).Dispose();
        var right = new { username = user.Username, password = ChatUser.Password };
        await Api.ProblemAsync(await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", right), 401, "invalid_credentials");

        var locked = await Api.ReadAsync<List<ManagedUserView>>(await admin.Http.GetAsync($"/api/admin/users/?state=locked&q={user.Username}"));
        Assert.InRange(Assert.Single(locked).LockedUntil!.Value, DateTime.UtcNow.AddMinutes(3), DateTime.UtcNow.AddMinutes(6));
        Assert.Null((await admin.ActAsync(user.Id, "unlock")).LockedUntil);
        Assert.Equal(HttpStatusCode.OK, (await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", right)).StatusCode);
    }

    [Fact]
    public async Task Who_has_lost_their_second_factor_is_let_in_by_the_password_again()
    {
        var admin = await chat.AdministratorAsync();
        var user = await chat.NewUserAsync();
        await TwoFactorTests.EnableAsync(user);
        var login = new { username = user.Username, password = ChatUser.Password };
        await Api.ProblemAsync(await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", login), 401, "second_factor_required");
        Assert.True((await admin.FindUserAsync(user.Id)).TwoFactorEnabled);

        Assert.False((await admin.ActAsync(user.Id, "reset-two-factor")).TwoFactorEnabled);
        using var reply = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", login);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        // What was set up is gone: it has to be set up anew.
        await Api.ProblemAsync(await user.Http.PostAsJsonAsync("/api/auth/two-factor/enable/", new { code = "123456" }), 409, "two_factor_disabled");
    }

    [Fact]
    public async Task Users_are_found_by_name_and_address_and_state_page_by_page()
    {
        var admin = await chat.AdministratorAsync();
        var mark = Guid.NewGuid().ToString("N")[..10];
        var users = new List<ChatUser>();
        for (var i = 0; i < 5; i++) users.Add(await chat.NewUserAsync($"find-{mark}"));
        var mailed = new ChatUser(chat.Gateway, chat.Description);
        using var registered = await mailed.Http.PostAsJsonAsync(
            "/api/auth/register", new { username = $"other-{mark[..4]}", password = ChatUser.Password, email = $"Someone@{mark}.example", display_name = $"100% {mark[..6]}" });
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        await admin.ActAsync(users[0].Id, "deactivate");

        var all = await ListAsync(admin, $"q=FIND-{mark}&limit=2");
        Assert.Equal(users.Select(user => user.Username).Order(StringComparer.OrdinalIgnoreCase), all.Select(user => user.Username));
        Assert.Equal($"Someone@{mark}.example", Assert.Single(await ListAsync(admin, $"q=someone@{mark}")).Email);
        Assert.Equal($"other-{mark[..4]}", Assert.Single(await ListAsync(admin, $"q=100%25 {mark[..6]}")).Username);
        Assert.Empty(await ListAsync(admin, $"q=find_{mark}"));
        Assert.Equal(4, (await ListAsync(admin, $"q={mark}&state=active")).Count(user => user.Username.StartsWith("find", StringComparison.Ordinal)));
        Assert.Equal(users[0].Id, Assert.Single(await ListAsync(admin, $"q={mark}&state=deactivated")).Id);
        Assert.Empty(await ListAsync(admin, $"q={mark}&state=admin"));
        await Api.ProblemAsync(await admin.Http.GetAsync("/api/admin/users/?state=gone"), 400, "validation_failed");
        await Eventually.BecomesTrueAsync(async () => (await admin.FindUserAsync(admin.Id)).LastSeenAt is not null, "it is known when the administrator was last seen", seconds: 45);
    }

    static async Task<List<ManagedUserView>> ListAsync(ChatUser admin, string query)
    {
        var all = new List<ManagedUserView>();
        for (var next = $"/api/admin/users/?{query}"; next is not null;)
        {
            using var reply = await admin.Http.GetAsync(next);
            all.AddRange(await Api.ReadAsync<List<ManagedUserView>>(reply));
            next = Links.Next(reply);
        }
        return all;
    }
}
