using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>Anybody may try the id of any session; that must not cost its participants anything.</summary>
public sealed class StrangerTests(ChatSystem chat)
{
    [Fact]
    public async Task Who_asks_for_a_session_that_is_not_theirs_touches_nothing_of_it()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Private");
        var message = await ada.PostAsync(session.Id, "mine");
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        // What Sessions tells of the new session comes twice, at once and as an event; both are over when nothing is written any more.
        var before = await RowsAsync();
        await Eventually.BecomesTrueAsync(async () =>
        {
            var now = await RowsAsync();
            (var isQuiet, before) = (now == before && now.Contains("ada", StringComparison.Ordinal), now);
            return isQuiet;
        }, "the session is known");

        await Api.ProblemAsync(await eve.Http.GetAsync($"/api/messages/?session_id={session.Id}"), 404, "session_not_found");
        await Api.ProblemAsync(await eve.Http.GetAsync($"/api/sessions/{session.Id}/read/"), 404, "session_not_found");
        await Api.ProblemAsync(await eve.Http.DeleteAsync($"/api/messages/{message.Id}/"), 404, "message_not_found");
        Assert.Equal(before, await RowsAsync());

        // The version of a row tells of every write.
        async Task<string> RowsAsync() => (string)(await database.ScalarAsync(
            $"""
            SELECT concat_ws(';', (SELECT xmin FROM session_heads WHERE session_id = {session.Id}),
                (SELECT string_agg(concat_ws(' ', user_id, xmin, CASE WHEN user_id = {ada.Id} THEN 'ada' END), ',' ORDER BY user_id) FROM session_members WHERE session_id = {session.Id}))
            """))!;
    }
}
