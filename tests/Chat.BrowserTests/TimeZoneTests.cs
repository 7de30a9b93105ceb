using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>When something was said, for people in different parts of the world.</summary>
public sealed class TimeZoneTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task Days_and_times_of_a_room_and_of_a_search_are_those_of_the_viewer()
    {
        var owner = await chat.NewUserAsync("owner");
        var session = await owner.CreateSessionAsync("Around the world");
        var said = new[] { await owner.PostAsync(session.Id, "good morning"), await owner.PostAsync(session.Id, "good night") };
        await SpokenAtAsync(owner, said, "2026-01-31T10:30:00Z", "2026-01-31T18:20:00Z");
        await using var ada = await InAsync("Pacific/Auckland", "ada");
        await using var bob = await InAsync("America/New_York", "bob");
        await using var carl = await InAsync("America/New_York", "carl");
        // The account's zone goes before the device's.
        await bob.Page.APIRequest.PatchAsync("/api/users/me/", new() { DataObject = new { time_zone = "Asia/Kathmandu" } });
        foreach (var person in new[] { ada, bob, carl })
            await Api.ReadAsync<ParticipantView>(await owner.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { username = person.Username }));

        await SeesAsync(ada, ["January 31", "February 1"], ["11:30 PM", "7:20 AM"], after: ["good night"]);
        await SeesAsync(bob, ["January 31", "February 1"], ["4:15 PM", "12:05 AM"], after: ["good night"]);
        await SeesAsync(carl, ["January 31"], ["5:30 AM", "1:20 PM"], after: []);

        // Whoever moves sees the days move, without a reload.
        await bob.Page.GotoAsync("/settings/profile/");
        await bob.Page.GetByTestId("time-zone").ClickAsync();
        await bob.Page.GetByTestId("time-zone").FillAsync("honolulu");
        await bob.Page.Keyboard.PressAsync("Enter");
        await bob.Page.GetByTestId("save-profile").ClickAsync();
        await Expect(bob.Page.GetByTestId("profile").GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved");
        await bob.Page.Locator(".frame-head").GetByRole(AriaRole.Link).ClickAsync();
        await bob.OpenSessionAsync("Around the world");
        await ShowsAsync(bob, ["January 31"], ["12:30 AM", "8:20 AM"]);
    }

    async Task<Person> InAsync(string zone, string name) =>
        await Person.SignUpAsync(await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString(), TimezoneId = zone, Locale = "en-US" }), name);

    static async Task SeesAsync(Person person, string[] days, string[] times, string[] after)
    {
        await person.Page.GotoAsync("/");
        await person.OpenSessionAsync("Around the world");
        await ShowsAsync(person, days, times);
        await person.Page.GotoAsync($"/search/?q={Uri.EscapeDataString("good in:\"Around the world\" after:2026-01-31")}");
        await Expect(person.Page.GetByTestId("search-count")).ToBeVisibleAsync();
        await Expect(person.Page.GetByTestId("search-hit")).ToHaveCountAsync(after.Length);
        foreach (var text in after) await Expect(person.Page.GetByTestId("search-hit").First).ToContainTextAsync(text);
    }

    static async Task ShowsAsync(Person person, string[] days, string[] times)
    {
        await Expect(person.Page.Locator(".day-head")).ToContainTextAsync(days);
        await Expect(person.Message("good morning")).ToHaveAttributeAsync("aria-label", Contains(times[0]));
        await Expect(person.Message("good night")).ToHaveAttributeAsync("aria-label", Contains(times[1]));
        await Expect(person.Page.Locator(".row-head time").First).ToHaveTextAsync(Contains(times[0]));
    }

    /// <summary>Whatever space stands before AM and PM.</summary>
    static Regex Contains(string time) => new($@"\b{time.Replace(" ", @"\s", StringComparison.Ordinal)}");

    /// <summary>Moves messages to these times.</summary>
    async Task SpokenAtAsync(ChatUser user, MessageView[] messages, params string[] times)
    {
        // What is searched through is written by the first search.
        using var _ = await user.Http.GetAsync("/api/search/messages/?q=good");
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        foreach (var (message, time) in messages.Zip(times))
        {
            foreach (var table in new[] { "messages", "message_texts" })
            {
                await using var command = database.CreateCommand($"UPDATE {table} SET created_at = '{time}' WHERE session_id = {message.ChatSession} AND seq = {message.Seq}");
                Assert.Equal(1, await command.ExecuteNonQueryAsync());
            }
        }
    }
}
