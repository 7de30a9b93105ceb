using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>More messages than anybody would wait for to be posted.</summary>
static class LongHistory
{
    /// <summary>Fills the person's open session, which has one message, with messages of different heights, a minute apart.</summary>
    public static async Task SeedAsync(ChatSystem chat, Person person, int messages)
    {
        // What is shown may still be on its way to the database.
        await Expect(person.Messages.Last).ToHaveAttributeAsync("data-state", "sent");
        var id = long.Parse(Regex.Match(person.Page.Url, @"/room/(\d+)/").Groups[1].Value, CultureInfo.InvariantCulture);
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await using var command = database.CreateCommand(
            $"""
            UPDATE messages SET created_at = now() - interval '{messages} minutes' WHERE session_id = {id};
            INSERT INTO messages (session_id, seq, rev, posted_rev, sender_id, client_id, content, created_at)
            SELECT {id}, n, n, n, m.sender_id, gen_random_uuid(), 'message ' || n || repeat(' and some more words', (n * 7 % 23)::int), now() - ({messages} - n) * interval '1 minute'
            FROM generate_series(2, {messages}) n, (SELECT sender_id FROM messages WHERE session_id = {id}) m;
            UPDATE session_heads SET seq = {messages}, rev = {messages} WHERE session_id = {id};
            """);
        await command.ExecuteNonQueryAsync();
    }
}
