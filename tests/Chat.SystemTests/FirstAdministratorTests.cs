using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>How the first administrator comes to be, and who is none.</summary>
public sealed class FirstAdministratorTests(ChatSystem chat)
{
    [Fact]
    public async Task The_link_makes_one_user_administrator_at_once_and_nobody_after_that()
    {
        var admin = await chat.AdministratorAsync();
        Assert.True((await admin.MeAsync()).GetProperty("is_admin").GetBoolean());
        Assert.True((await admin.FindUserAsync(admin.Id)).IsAdmin);
        Assert.Equal(admin.Id, (await admin.AuditedAsync("user.claim_administrator", admin.Id)).Actor.Id);

        var second = await chat.NewUserAsync();
        await Api.ProblemAsync(await second.Http.PostAsJsonAsync("/api/admin/claim/", new { token = ChatSystem.ClaimToken }), 404, "not_found");
        await Api.ProblemAsync(await second.Http.GetAsync($"/api/admin/claim/?token={ChatSystem.ClaimToken}"), 404, "not_found");
        await Api.ProblemAsync(await second.Http.GetAsync("/api/admin/users/"), 404, "not_found");
    }

    [Fact]
    public async Task A_wrong_token_and_a_stranger_with_the_right_one_make_nobody_administrator()
    {
        var user = await chat.NewUserAsync();
        await Api.ProblemAsync(await user.Http.PostAsJsonAsync("/api/admin/claim/", new { token = "guessed" }), 404, "not_found");
        await Api.ProblemAsync(await user.Http.PostAsJsonAsync("/api/admin/claim/", new { }), 404, "not_found");
        await Api.ProblemAsync(await chat.Anonymous().Http.PostAsJsonAsync("/api/admin/claim/", new { token = ChatSystem.ClaimToken }), 401, "not_signed_in");
        await Api.ProblemAsync(await user.Http.GetAsync("/api/admin/users/"), 404, "not_found");
    }

    [Fact]
    public async Task Whom_the_configuration_names_becomes_administrator_once_registered()
    {
        // The link works only while there is no administrator.
        await chat.AdministratorAsync();
        var configured = new ChatUser(chat.Gateway, chat.Description);
        using var reply = await configured.Http.PostAsJsonAsync(
            "/api/auth/register", new { username = ChatSystem.ConfiguredAdministrator.ToUpperInvariant(), password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        await Eventually.BecomesTrueAsync(
            async () => (await configured.Http.GetAsync("/api/admin/users/")).StatusCode is HttpStatusCode.OK, "the configured user is administrator", seconds: 40);
        var entry = Assert.Single(await configured.ReadAuditAsync($"?q={ChatSystem.ConfiguredAdministrator}"), entry => entry.Act == "user.make_administrator");
        Assert.Equal(0, entry.Actor.Id);
    }

    [Fact]
    public async Task Whom_the_configuration_names_while_deactivated_becomes_administrator_once_reactivated()
    {
        var (admin, away, here) = (await chat.AdministratorAsync(), await chat.NewUserAsync("away"), await chat.NewUserAsync("here"));
        await admin.ActAsync(away.Id, "deactivate");
        await using var accounts = await OneMore.StartAsync(
            chat, "accounts", [new("Administration__Administrators__0", away.Username), new("Administration__Administrators__1", here.Username)]);
        await Eventually.BecomesTrueAsync(async () => (await admin.FindUserAsync(here.Id)).IsAdmin, "who is there becomes administrator", seconds: 90);
        Assert.False((await admin.FindUserAsync(away.Id)).IsAdmin);
        await admin.ActAsync(away.Id, "reactivate");
        await Eventually.BecomesTrueAsync(async () => (await admin.FindUserAsync(away.Id)).IsAdmin, "who is back becomes administrator", seconds: 40);
    }

    [Fact]
    public async Task The_link_is_printed_while_there_is_no_administrator_with_another_token_each_time()
    {
        await using var system = await OwnSystem.StartAsync([]);
        var first = await LinkAsync();
        // 128 bits or more, in hexadecimal digits.
        Assert.Matches("^[0-9a-f]{32,}$", first.Segments[^1].Trim('/'));
        Assert.Equal(system.Gateway.GetLeftPart(UriPartial.Authority), first.GetLeftPart(UriPartial.Authority));
        await system.RestartAsync();
        var second = await LinkAsync();
        Assert.NotEqual(first.Segments[^1], second.Segments[^1]);

        var admin = new ChatUser(system.Gateway, await ApiDescription.ReadAsync(system.Gateway));
        using (var registered = await admin.Http.PostAsJsonAsync("/api/auth/register", new { username = "the-first", password = ChatUser.Password })) Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        await Api.ProblemAsync(await ClaimAsync(first), 404, "not_found");
        // What is asked before the link is printed.
        using (var good = await LookAsync(second)) Assert.Equal(HttpStatusCode.NoContent, good.StatusCode);
        using (var claimed = await ClaimAsync(second)) Assert.Equal(HttpStatusCode.NoContent, claimed.StatusCode);
        Assert.True((await admin.MeAsync()).GetProperty("is_admin").GetBoolean());
        await Api.ProblemAsync(await LookAsync(second), 404, "not_found");

        async Task<Uri> LinkAsync()
        {
            await Eventually.BecomesTrueAsync(() => system.Says("Administrator: ") is not null, "the link is printed", seconds: 60);
            return new Uri(system.Says("Administrator: ")!);
        }

        Task<HttpResponseMessage> LookAsync(Uri link) => admin.Http.GetAsync($"/api/admin/claim/?token={link.Segments[^1].Trim('/')}");

        Task<HttpResponseMessage> ClaimAsync(Uri link) => admin.Http.PostAsJsonAsync("/api/admin/claim/", new { token = link.Segments[^1].Trim('/') });
    }

    public static TheoryData<string, string> Everything => new()
    {
        { "GET", "/api/admin/users/" },
        { "GET", "/api/admin/users/1/" },
        { "POST", "/api/admin/users/1/deactivate/" },
        { "POST", "/api/admin/users/1/reactivate/" },
        { "POST", "/api/admin/users/1/reset-two-factor/" },
        { "POST", "/api/admin/users/1/unlock/" },
        { "POST", "/api/admin/users/1/sign-out/" },
        { "PUT", "/api/admin/users/1/role/" },
        { "GET", "/api/admin/sessions/" },
        { "GET", "/api/admin/sessions/1/" },
        { "POST", "/api/admin/sessions/1/deactivate/" },
        { "POST", "/api/admin/sessions/1/reactivate/" },
        { "DELETE", "/api/admin/sessions/1/" },
        { "POST", "/api/admin/sessions/1/messages/" },
        { "DELETE", "/api/admin/messages/1/" },
        { "GET", "/api/admin/figures/" },
        { "GET", "/api/admin/audit/" },
    };

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Strangers_and_plain_users_find_nothing_where_administrators_work(string method, string address)
    {
        var user = await chat.NewUserAsync();
        foreach (var caller in new[] { chat.Anonymous(), user })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            if (method is "POST" or "PUT") request.Content = JsonContent.Create(new { reason = "out of curiosity", is_admin = true });
            await Api.ProblemAsync(await caller.Http.SendAsync(request), 404, "not_found");
        }
        Assert.False((await user.MeAsync()).GetProperty("is_admin").GetBoolean());
    }
}
