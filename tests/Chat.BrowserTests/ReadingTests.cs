using System.Globalization;
using System.Text.Json;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>A session with more messages than anybody reads at once.</summary>
public sealed class ReadingTests(ChatSystem chat, Chromium chromium)
{
    const int Messages = 5_000;

    [Fact]
    public async Task A_long_history_is_read_both_ways_and_from_any_place_without_a_jump()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Long");
        await ada.SayAsync("message 1");
        await Expect(ada.Message("message 1")).ToHaveAttributeAsync("data-state", "sent");
        await LongHistory.SeedAsync(chat, ada, Messages);
        var room = ada.Page.Url;
        await ada.Page.ReloadAsync();
        await Expect(Row(ada, Messages)).ToBeInViewportAsync();

        // Upwards through several pages; what is in view stays where it is while more comes in above.
        for (var page = 0; page < 4; page++)
        {
            var height = await ada.Page.EvaluateAsync<int>("document.querySelector('.log-scroller').scrollHeight");
            await ada.Page.EvaluateAsync("document.querySelector('.log-scroller').scrollTop = 1200");
            await ExpectStillAsync(ada, () => ada.Page.WaitForFunctionAsync("(height) => document.querySelector('.log-scroller').scrollHeight > height + 1000", height));
            Assert.InRange(await ada.Page.EvaluateAsync<int>("document.querySelector('.log-scroller').scrollTop"), 1_500, int.MaxValue);
        }
        // Only what is in view and near it is in the page.
        Assert.InRange(await ada.Messages.CountAsync(), 5, 150);

        // A link leads into the middle; from there it goes on in both directions, and back.
        await ada.Page.GotoAsync($"{room}?m=2500");
        await Expect(Row(ada, 2500)).ToBeInViewportAsync();
        await Expect(Row(ada, 2500)).ToBeFocusedAsync();
        await Expect(ada.Page).ToHaveURLAsync(room);
        for (var turn = 0; turn < 8; turn++)
        {
            // Whoever wants on goes on scrolling, also while the list is still settling at the message it was led to.
            await ada.Page.WaitForFunctionAsync(
                """
                (seq) => {
                    const log = document.querySelector('.log-scroller');
                    log.scrollTop = log.scrollHeight;
                    return [...document.querySelectorAll('[data-testid=message]')].some((row) => Number(row.dataset.seq) >= seq);
                }
                """, 2540 + (40 * turn));
        }
        await ada.Page.GetByTestId("jump-latest").ClickAsync();
        await Expect(Row(ada, Messages)).ToBeInViewportAsync();
        await Expect(ada.Page.GetByTestId("jump-latest")).ToHaveCountAsync(0);

        // To a date: the messages are a minute apart.
        await ada.Page.Locator(".log").HoverAsync();
        await ada.Page.GetByTestId("jump-date").ClickAsync();
        await ada.Page.GetByTestId("jump-first").ClickAsync();
        await Expect(Row(ada, 1)).ToBeInViewportAsync();
        await ada.Page.GetByTestId("jump-date").ClickAsync();
        var day = DateTime.Now.Date.AddDays(-1);
        var first = await FirstOfAsync(ada, day);
        await ada.Page.GetByTestId("date").FillAsync(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        // Not before the date is whole.
        await Expect(Row(ada, 1)).ToBeInViewportAsync();
        await ada.Page.GetByTestId("date").PressAsync("Enter");
        await Expect(Row(ada, first)).ToBeInViewportAsync();
        await Expect(Row(ada, first)).ToHaveAttributeAsync("data-marked", "true");
        // The day of what is at the top of the view, above the message in its middle.
        await Expect(ada.Page.GetByTestId("jump-date")).ToContainTextAsync("day");
        await ada.Page.GetByTestId("jump-date").ClickAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Page.GetByTestId("jump-date")).ToBeFocusedAsync();

        await ada.Page.GotoAsync($"{room}?m=99999");
        await Expect(ada.Page.GetByText("That message is not here any more.")).ToBeVisibleAsync();
        await Expect(Row(ada, Messages)).ToBeInViewportAsync();

        // Without an answer nobody can say that it is gone.
        await ada.Page.RouteAsync("**/api/messages/**", route => route.AbortAsync());
        await ada.Page.EvaluateAsync("() => { history.pushState(null, '', '?m=2000'); dispatchEvent(new PopStateEvent('popstate')); }");
        await Expect(ada.Page.GetByText("That message cannot be loaded right now.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_line_shows_where_one_stopped_reading_and_a_link_leads_others_to_a_message()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await ada.CreateSessionAsync("Line", bob);
        await bob.OpenSessionAsync("Line");
        await ada.SayAsync("read before");
        await Expect(bob.Message("read before")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByTestId("seen")).ToBeVisibleAsync();
        await bob.CreateSessionAsync("Elsewhere");
        await ada.SayAsync("first news");
        await ada.SayAsync("second news");
        await Expect(bob.Session("Line")).ToHaveAttributeAsync("data-unread", "2");
        await bob.OpenSessionAsync("Line");
        await Expect(bob.Page.GetByTestId("new-line")).ToHaveCountAsync(1);
        var line = await bob.Page.GetByTestId("new-line").BoundingBoxAsync();
        Assert.InRange(line!.Y, (await bob.Message("read before").BoundingBoxAsync())!.Y, (await bob.Message("first news").BoundingBoxAsync())!.Y);

        await ada.Page.GetByTestId("seen").ClickAsync();
        await Expect(ada.Page.GetByTestId("readers")).ToContainTextAsync(bob.Username);
        await ada.Page.Keyboard.PressAsync("Escape");

        await Person.UseAsync(ada.Message("read before"), "copy-link");
        var link = await ada.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        await bob.Page.GotoAsync(link);
        await Expect(bob.Message("read before")).ToBeFocusedAsync();
        await Expect(bob.Message("read before")).ToHaveAttributeAsync("data-marked", "true");
    }

    [Fact]
    public async Task Who_is_at_the_end_follows_what_comes_and_who_has_scrolled_back_stays()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Live", bob);
        await ada.SayAsync("message 1");
        await Expect(ada.Message("message 1")).ToHaveAttributeAsync("data-state", "sent");
        await LongHistory.SeedAsync(chat, ada, 100);
        await bob.OpenSessionAsync("Live");
        await ada.Page.ReloadAsync();
        await Expect(Row(ada, 100)).ToBeInViewportAsync();

        await bob.SayAsync("the next one");
        await Expect(ada.Message("the next one")).ToBeInViewportAsync();
        await ada.Page.Locator(".log").HoverAsync();
        await ada.Page.Mouse.WheelAsync(0, -1500);
        await Expect(ada.Page.GetByTestId("jump-latest")).ToBeVisibleAsync();
        await ExpectStillAsync(ada, async () =>
        {
            await bob.SayAsync("and one more");
            await Expect(ada.Page.GetByTestId("jump-latest")).ToHaveAttributeAsync("data-count", "1");
        });
        await ada.Page.GetByTestId("jump-latest").ClickAsync();
        await Expect(ada.Message("and one more")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task From_the_end_of_much_that_is_new_a_press_leads_to_where_it_begins()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Much", bob);
        await ada.SayAsync("message 1");
        await Expect(ada.Message("message 1")).ToHaveAttributeAsync("data-state", "sent");
        await bob.OpenSessionAsync("Much");
        await Expect(ada.Page.GetByTestId("seen")).ToBeVisibleAsync();
        await bob.CreateSessionAsync("Elsewhere");
        await LongHistory.SeedAsync(chat, ada, 80);
        await bob.Page.ReloadAsync();
        await Expect(bob.Session("Much")).ToHaveAttributeAsync("data-unread", "79");
        await bob.OpenSessionAsync("Much");
        await Expect(Row(bob, 80)).ToBeInViewportAsync();
        await Expect(bob.Page.GetByTestId("new-line")).Not.ToBeInViewportAsync();
        await bob.Page.GetByTestId("jump-new").ClickAsync();
        await Expect(Row(bob, 2)).ToBeInViewportAsync();
        await Expect(bob.Page.GetByTestId("new-line")).ToBeInViewportAsync();
    }

    /// <summary>The number of the first message of a day.</summary>
    static async Task<long> FirstOfAsync(Person person, DateTime day)
    {
        var id = new Uri(person.Page.Url).Segments[2].TrimEnd('/');
        var at = Uri.EscapeDataString(day.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        var answer = await person.Page.APIRequest.GetAsync($"/api/messages/?session_id={id}&at={at}&limit=1");
        using var found = JsonDocument.Parse(await answer.TextAsync());
        return found.RootElement[0].GetProperty("seq").GetInt64();
    }

    static ILocator Row(Person person, long seq) => person.Page.Locator($"[data-testid=message][data-seq='{seq}']");

    /// <summary>A message in view is at the same place after something has happened.</summary>
    static async Task ExpectStillAsync(Person person, Func<Task> happens)
    {
        // Not one that is about to go, because it was rendered for where the list was before: what is there two frames later stays.
        var found = await person.Page.WaitForFunctionAsync(
            """
            async () => {
                for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
                return [...document.querySelectorAll('[data-testid=message]')].find((row) => Math.abs(row.getBoundingClientRect().top - 300) < 100)?.dataset.seq;
            }
            """);
        var seq = await found.JsonValueAsync<string>();
        var before = await Row(person, long.Parse(seq, CultureInfo.InvariantCulture)).BoundingBoxAsync();
        await happens();
        var after = await Row(person, long.Parse(seq, CultureInfo.InvariantCulture)).BoundingBoxAsync();
        Assert.InRange(after!.Y - before!.Y, -2, 2);
    }
}
