using System.Net;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary><c>admin/</c> of the URL configuration: what Django's own site was there for.</summary>
public sealed class AdministrationTests(ChatSystem chat)
{
    [Fact]
    public async Task Administrators_find_users_and_sessions_and_everybody_else_finds_nothing()
    {
        var (admin, ada) = (await chat.AdministratorAsync(), await chat.NewUserAsync("ada"));
        var session = await ada.CreateSessionAsync($"Found by {ada.Username}");
        Assert.Equal([ada.Id], (await Api.ReadAsync<List<ManagedUserView>>(await admin.Http.GetAsync($"/api/admin/users/?q={ada.Username}"))).Select(user => user.Id));
        Assert.Equal([session.Id], (await Api.ReadAsync<List<ManagedSessionView>>(await admin.Http.GetAsync($"/api/admin/sessions/?q={ada.Username}"))).Select(one => one.Id));
        foreach (var list in new[] { "users", "sessions" }) await Api.ProblemAsync(await ada.Http.GetAsync($"/api/admin/{list}/"), 404, "not_found");
    }

    [Fact]
    public async Task Administrators_deactivate_and_reactivate_a_user()
    {
        var (admin, ada) = (await chat.AdministratorAsync(), await chat.NewUserAsync("ada"));
        Assert.False((await admin.ActAsync(ada.Id, "deactivate")).IsActive);
        await Api.ProblemAsync(await ada.Http.GetAsync("/api/sessions/"), 401, "not_signed_in");
        Assert.True((await admin.ActAsync(ada.Id, "reactivate")).IsActive);
        await chat.SignInAsync(ada);
    }

    [Fact]
    public async Task Administrators_delete_a_session_and_a_message()
    {
        var (admin, ada) = (await chat.AdministratorAsync(), await chat.NewUserAsync("ada"));
        var session = await ada.CreateSessionAsync("Dealt with");
        var message = await ada.PostAsync(session.Id, "out of place");
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Http.DeleteAsync($"/api/admin/messages/{message.Id}/?reason=test")).StatusCode);
        Assert.NotNull(Assert.Single(await ada.ListAsync(session.Id)).DeletedAt);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.Http.DeleteAsync($"/api/admin/sessions/{session.Id}/?reason=test")).StatusCode);
        await Api.ProblemAsync(await ada.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
    }

    [Fact]
    public async Task Every_act_is_written_down()
    {
        var (admin, ada) = (await chat.AdministratorAsync(), await chat.NewUserAsync("ada"));
        await admin.ActAsync(ada.Id, "sign-out", "left on a train");
        var entry = await admin.AuditedAsync("user.sign_out", ada.Id);
        Assert.Equal((admin.Id, "left on a train"), (entry.Actor.Id, entry.Reason));
    }

    [Fact]
    public async Task Administrators_see_how_the_system_does()
    {
        var figures = await Api.ReadAsync<JsonElement>(await (await chat.AdministratorAsync()).Http.GetAsync("/api/admin/figures/"));
        Assert.True(figures.GetProperty("instances").GetArrayLength() > 0);
        Assert.True(figures.TryGetProperty("messages_per_minute", out _));
    }
}
