using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>
/// A user is deleted after Sessions has asked who they are, and before it has made them a participant. The test stands in between: it holds rows that
/// the request must lock, until the news of the deletion has been handled.
/// </summary>
public sealed class AddedWhileDeletedTests(ChatSystem chat)
{
    [Fact]
    public Task Nobody_is_added_who_was_deleted_meanwhile() => CheckAsync(
        (owner, session, leaver) => owner.Http.PostAsJsonAsync($"/api/sessions/{session}/participants/", new { username = leaver.Username }), 404, "user_not_found");

    [Fact]
    public Task No_session_is_made_with_somebody_who_was_deleted_meanwhile() => CheckAsync(
        (owner, _, leaver) => owner.Http.PostAsJsonAsync("/api/sessions/", new { name = "Too late", participants = new[] { leaver.Username } }), 400, "validation_failed");

    [Fact]
    public Task No_direct_session_is_made_with_somebody_who_was_deleted_meanwhile() => CheckAsync(
        (owner, _, leaver) => owner.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = leaver.Id }), 404, "user_not_found");

    [Fact]
    public Task Nobody_comes_in_by_an_invitation_who_was_deleted_meanwhile() => CheckAsync(
        async (owner, session, leaver) =>
        {
            using var made = await owner.Http.PostAsJsonAsync($"/api/sessions/{session}/invitations/", new { });
            var token = (await Api.ReadAsync<JsonElement>(made)).GetProperty("token").GetString();
            return await leaver.Http.PostAsJsonAsync($"/api/invitations/{token}/", new { });
        }, 401, "not_signed_in");

    /// <param name="request">What would make the leaver a participant.</param>
    /// <param name="status">What is answered in the end.</param>
    /// <param name="code">The same, by code.</param>
    async Task CheckAsync(Func<ChatUser, long, ChatUser, Task<HttpResponseMessage>> request, int status, string code)
    {
        var (owner, leaver, other) = (await chat.NewUserAsync("owner"), await chat.NewUserAsync("leaver"), await chat.NewUserAsync("other"));
        var session = await owner.CreateSessionAsync("Open");
        var left = await other.CreateSessionAsync("Left", leaver);
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("sessionsdb"))!);
        await using var holder = await database.OpenConnectionAsync();

        await using var holding = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"SELECT FROM sessions WHERE id = {session.Id} FOR NO KEY UPDATE", holder)) await hold.ExecuteNonQueryAsync();
        await using (var hold = new NpgsqlCommand($"SELECT FROM people WHERE user_id = {owner.Id} FOR NO KEY UPDATE", holder)) await hold.ExecuteNonQueryAsync();
        var answer = request(owner, session.Id, await chat.SignInAsync(leaver));
        await Eventually.BecomesTrueAsync(async () => await IsWaitingForAsync(database, holder.ProcessID), "the request waits for a row");

        using (var deleted = await leaver.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password })) Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Eventually.BecomesTrueAsync(
            async () => (await Api.ReadAsync<SessionView>(await other.Http.GetAsync($"/api/sessions/{left.Id}/"))).Participants.Count == 1, "the news of the deletion is handled", 60);
        Assert.False(answer.IsCompleted);
        await holding.RollbackAsync();

        await Api.ProblemAsync(await answer, status, code);
        await using var participations = database.CreateCommand($"SELECT count(*) FROM participants WHERE user_id = {leaver.Id}");
        Assert.Equal(0L, await participations.ExecuteScalarAsync());
    }

    static async Task<bool> IsWaitingForAsync(NpgsqlDataSource database, int process)
    {
        await using var waiting = database.CreateCommand($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE {process} = ANY (pg_blocking_pids(pid)))");
        return (bool)(await waiting.ExecuteScalarAsync())!;
    }
}
