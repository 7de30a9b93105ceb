using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>Encrypted sessions, as people have them: a key, its recovery code, devices, and what a server that lies can and cannot do.</summary>
public sealed class EncryptionTests(ChatSystem chat, Chromium chromium)
{
    const string Secret = "meet at the old mill";

    /// <summary>Milliseconds: somebody else's device hands a key on within seconds.</summary>
    const float Patience = 30_000;

    [Fact]
    public async Task Two_people_talk_and_the_database_holds_nothing_that_can_be_read()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await CreateAsync(ada, "Mill", bob);
        await Expect(ada.Page.Locator("main h1").GetByTestId("encrypted")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByTestId("composer")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByTestId("file-input")).ToHaveCountAsync(0);
        await ada.SayAsync(Secret);
        await Expect(ada.Message(Secret)).ToHaveAttributeAsync("data-state", "sent");

        await bob.OpenSessionAsync("Mill");
        await Expect(bob.Page.GetByTestId("sealed")).ToHaveAttributeAsync("data-sealed", "waiting");
        var code = await SetUpKeyAsync(bob);
        await Expect(bob.Message(Secret)).ToBeVisibleAsync(Soon());
        await Expect(bob.Page.GetByTestId("key-bar")).ToHaveCountAsync(0);
        await bob.SayAsync($"@{ada.Username} I am on my way");
        await Expect(ada.Message("I am on my way")).ToBeVisibleAsync(Soon());
        await Expect(ada.Session("Mill")).ToContainTextAsync("I am on my way");
        await Expect(ada.Session("Mill").GetByTestId("encrypted")).ToHaveCountAsync(1);

        await Person.UseAsync(ada.Message(Secret), "edit");
        await ada.Page.GetByTestId("edit-text").FillAsync(Secret + " at noon");
        await ada.Page.GetByTestId("edit-save").ClickAsync();
        await Expect(bob.Message(Secret + " at noon")).ToBeVisibleAsync();

        var stored = await StoredAsync(ada);
        Assert.Equal(2, stored.Count);
        Assert.All(stored, content => Assert.Matches(@"\Ae2e1\.1\.[A-Za-z0-9_-]+\z", content));
        foreach (var database in new[] { "messagesdb", "sessionsdb", "accountsdb" })
            Assert.DoesNotContain("old mill", await EverythingAsync(database), StringComparison.Ordinal);

        // On another device the code brings everything back, and a slip in it is noticed.
        await using var phone = await bob.OnAnotherDeviceAsync(chromium.Browser);
        await phone.OpenSessionAsync("Mill");
        await phone.Page.GetByTestId("key-bar-act").ClickAsync();
        var input = phone.Page.GetByTestId("recovery-code-input");
        await input.FillAsync((code[0] == '7' ? "8" : "7") + code[1..]);
        await phone.Page.GetByTestId("use-code").ClickAsync();
        await Expect(phone.Page.GetByText("This is not your recovery code")).ToBeVisibleAsync();
        await input.FillAsync(code.ToLowerInvariant().Replace('-', ' '));
        await phone.Page.GetByTestId("use-code").ClickAsync();
        await Expect(phone.Message(Secret + " at noon")).ToBeVisibleAsync(Soon());
        await Expect(phone.Message("I am on my way")).ToBeVisibleAsync();

        // After a reload neither is asked for.
        await phone.Page.ReloadAsync();
        await Expect(phone.Message(Secret + " at noon")).ToBeVisibleAsync(Soon());
        await phone.SignOutAsync();
        Assert.Equal(0, await phone.Page.EvaluateAsync<int>(
            """
            () => new Promise((resolve, reject) => {
              const open = indexedDB.open('chat-keys');
              open.onerror = () => reject(open.error);
              open.onsuccess = () => {
                const count = open.result.transaction('pairs').objectStore('pairs').count();
                count.onsuccess = () => resolve(count.result);
              };
            })
            """));
    }

    [Fact]
    public async Task What_is_written_after_somebody_was_removed_is_under_a_key_that_they_never_had()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await CreateAsync(ada, "Inner circle", bob);
        await ada.SayAsync("for both");
        await bob.OpenSessionAsync("Inner circle");
        await SetUpKeyAsync(bob);
        await Expect(bob.Message("for both")).ToBeVisibleAsync(Soon());

        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new Regex("^Remove " + bob.Username) }).ClickAsync();
        await Expect(ada.Page.GetByText("1 person").Or(ada.Page.GetByText("Only you")).First).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.SayAsync("without bob");
        await Expect(ada.Message("without bob")).ToHaveAttributeAsync("data-state", "sent");

        Assert.Equal(["e2e1.1.", "e2e1.2."], (await StoredAsync(ada)).Select(content => content[..7]));
        var session = SessionIdOf(ada);
        Assert.Equal([1L, 2L], await ReadAsync<long>("sessionsdb", $"SELECT generation::bigint FROM session_key_copies WHERE session_id = {session} ORDER BY 1"));
        await Expect(bob.Session("Inner circle")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_the_server_has_changed_or_made_up_is_not_shown()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await CreateAsync(ada, "Tampered", bob);
        foreach (var text in new[] { "as it was", "to be replaced", "to be changed" }) await ada.SayAsync(text);
        await Expect(ada.Message("to be changed")).ToHaveAttributeAsync("data-state", "sent");
        var session = SessionIdOf(ada);
        await ExecuteAsync("messagesdb", $"UPDATE messages SET content = 'I owe you 1000' WHERE session_id = {session} AND seq = 2");
        await ExecuteAsync("messagesdb", $"UPDATE messages SET content = overlay(content placing 'AAAA' from 40) WHERE session_id = {session} AND seq = 3");

        await bob.OpenSessionAsync("Tampered");
        await SetUpKeyAsync(bob);
        await Expect(bob.Message("as it was")).ToBeVisibleAsync(Soon());
        var notes = bob.Page.GetByTestId("sealed");
        await Expect(notes.Nth(0)).ToHaveAttributeAsync("data-sealed", "plain");
        await Expect(notes.Nth(1)).ToHaveAttributeAsync("data-sealed", "broken");
        await Expect(bob.Page.GetByText("I owe you 1000")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_new_key_of_somebody_is_told_of_and_gets_nothing_before_it_is_accepted()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await CreateAsync(ada, "Trust", bob);
        await ada.SayAsync("in confidence");
        await bob.OpenSessionAsync("Trust");
        await SetUpKeyAsync(bob);
        await Expect(bob.Message("in confidence")).ToBeVisibleAsync(Soon());

        // Both see one number.
        var number = await NumberAsync(ada, bob);
        Assert.Equal(number, await NumberAsync(bob, ada));
        Assert.Matches(@"\A(\d{5}){12}\z", number);
        await ada.Page.GetByTestId("person-key").ClickAsync();
        await ada.Page.GetByTestId("verify").ClickAsync();
        await Expect(ada.Page.GetByTestId("verify")).ToHaveAttributeAsync("aria-pressed", "true");
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Page.GetByTestId("person-key")).ToHaveAttributeAsync("data-key", "verified");

        // Bob has lost his device and his code.
        await using var phone = await bob.OnAnotherDeviceAsync(chromium.Browser);
        await phone.OpenSessionAsync("Trust");
        await phone.Page.GetByTestId("key-bar-act").ClickAsync();
        await phone.Page.GetByTestId("code-lost").ClickAsync();
        await KeepCodeAsync(phone);
        await Expect(ada.Page.GetByTestId("key-bar")).ToContainTextAsync(bob.Username, Contain());
        await Expect(phone.Page.GetByTestId("sealed")).ToHaveAttributeAsync("data-sealed", "waiting");
        await ada.Page.GetByTestId("key-bar-act").ClickAsync();
        await ada.Page.GetByTestId("accept-key").ClickAsync();
        await Expect(phone.Message("in confidence")).ToBeVisibleAsync(Soon());
        await Expect(ada.Page.GetByTestId("person-key")).ToHaveAttributeAsync("data-key", "seen");
    }

    static LocatorAssertionsToBeVisibleOptions Soon() => new() { Timeout = Patience };

    static LocatorAssertionsToContainTextOptions Contain() => new() { Timeout = Patience };

    /// <summary>Creates an encrypted session, and the key that it needs.</summary>
    internal static async Task CreateAsync(Person owner, string name, Person other)
    {
        var page = owner.Page;
        await page.GetByTestId("new-session").ClickAsync();
        await page.GetByTestId("session-name").FillAsync(name);
        await page.GetByTestId("people-search").FillAsync(other.Username);
        await page.GetByRole(AriaRole.Option, new PageGetByRoleOptions { NameRegex = new Regex(other.Username) }).ClickAsync();
        await page.GetByTestId("encrypt").CheckAsync();
        await page.GetByTestId("create-session").ClickAsync();
        await KeepCodeAsync(owner);
        await page.WaitForURLAsync("**/room/*/");
        await Expect(page.Locator("main h1")).ToContainTextAsync(name);
    }

    static async Task<string> SetUpKeyAsync(Person person)
    {
        await person.Page.GetByTestId("key-bar-act").ClickAsync();
        return await KeepCodeAsync(person);
    }

    /// <summary>Goes through the dialog that makes a key; answers the recovery code.</summary>
    static async Task<string> KeepCodeAsync(Person person)
    {
        await person.Page.GetByTestId("make-key").ClickAsync();
        var code = await person.Page.GetByTestId("recovery-code").TextContentAsync();
        await Expect(person.Page.GetByTestId("finish-key")).ToBeDisabledAsync();
        await person.Page.GetByTestId("code-kept").CheckAsync();
        await person.Page.GetByTestId("finish-key").ClickAsync();
        await Expect(person.Page.GetByTestId("finish-key")).ToHaveCountAsync(0);
        return code!.Trim();
    }

    /// <summary>The security number that one sees of the other; the people are shown afterwards.</summary>
    static async Task<string> NumberAsync(Person one, Person other)
    {
        await one.Page.GetByTestId("session-details").ClickAsync();
        await Expect(one.Page.GetByTestId("person-key")).ToHaveAttributeAsync("data-key", "seen", new() { Timeout = Patience });
        await one.Page.GetByTestId("person-key").ClickAsync();
        await Expect(one.Page.GetByTestId("security-number").Locator("li")).ToHaveCountAsync(12);
        await Expect(one.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(other.Username);
        var number = await one.Page.GetByTestId("security-number").TextContentAsync();
        await one.Page.Keyboard.PressAsync("Escape");
        return number!;
    }

    /// <summary>The session whose page is open.</summary>
    static long SessionIdOf(Person person) => long.Parse(new Uri(person.Page.Url).Segments[2].TrimEnd('/'), CultureInfo.InvariantCulture);

    async Task<List<string>> StoredAsync(Person person) =>
        await ReadAsync<string>("messagesdb", $"SELECT content FROM messages WHERE session_id = {SessionIdOf(person)} ORDER BY seq");

    /// <summary>All rows of all tables, as text.</summary>
    async Task<string> EverythingAsync(string database)
    {
        var tables = await ReadAsync<string>(database, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'");
        var rows = new List<string>();
        foreach (var table in tables) rows.AddRange(await ReadAsync<string>(database, $"SELECT t::text FROM {table} t"));
        return string.Join('\n', rows);
    }

    async Task<List<T>> ReadAsync<T>(string database, string query)
    {
        await using var source = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync(database))!);
        await using var command = source.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync()) values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    async Task ExecuteAsync(string database, string statement)
    {
        await using var source = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync(database))!);
        await using var command = source.CreateCommand(statement);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
