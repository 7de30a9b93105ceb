using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>Calls that administrators make, as tests of several areas need them.</summary>
static class Administration
{
    public static async Task<ManagedUserView> FindUserAsync(this ChatUser admin, long id) =>
        await Api.ReadAsync<ManagedUserView>(await admin.Http.GetAsync($"/api/admin/users/{id}/"));

    /// <summary>An act on a user, as <c>deactivate</c>.</summary>
    public static async Task<ManagedUserView> ActAsync(this ChatUser admin, long userId, string act, string reason = "") =>
        await Api.ReadAsync<ManagedUserView>(await admin.Http.PostAsJsonAsync($"/api/admin/users/{userId}/{act}/", new { reason }));

    public static Task<HttpResponseMessage> SetRoleAsync(this ChatUser admin, long userId, bool isAdmin) =>
        admin.Http.PutAsJsonAsync($"/api/admin/users/{userId}/role/", new { is_admin = isAdmin });

    public static async Task<List<AuditView>> ReadAuditAsync(this ChatUser admin, string query = "") =>
        await Api.ReadAsync<List<AuditView>>(await admin.Http.GetAsync($"/api/admin/audit/{query}"));

    /// <summary>The newest entry about a target, once there is one of this act.</summary>
    public static async Task<AuditView> AuditedAsync(this ChatUser admin, string act, long targetId)
    {
        AuditView? found = null;
        await Eventually.BecomesTrueAsync(
            async () => (found = (await admin.ReadAuditAsync($"?q={act}&limit=200")).Find(entry => entry.Act == act && entry.Target.Id == targetId)) is not null,
            $"{act} of {targetId} is in the audit log");
        return found!;
    }

    /// <summary>Another administrator, by the role.</summary>
    public static async Task<ChatUser> NewAdministratorAsync(this ChatSystem chat)
    {
        var first = await chat.AdministratorAsync();
        var other = await chat.NewUserAsync("admin");
        Assert.True((await Api.ReadAsync<ManagedUserView>(await first.SetRoleAsync(other.Id, isAdmin: true))).IsAdmin);
        return other;
    }

    public static async Task<JsonElement> MeAsync(this ChatUser user) => await Api.ReadAsync<JsonElement>(await user.Http.GetAsync("/api/auth/me"));
}
