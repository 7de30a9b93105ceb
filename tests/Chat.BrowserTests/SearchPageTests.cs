using System.Text.RegularExpressions;
using Chat.Testing;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

public sealed partial class SearchPageTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task What_was_said_is_found_narrowed_and_opened_with_the_keyboard_alone()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Kitchen");
        await ada.SayAsync("the pancake recipe");
        await ada.SayAsync("<b>no markup</b> in pancakes");
        await Expect(ada.Message("no markup")).ToHaveAttributeAsync("data-state", "sent");
        await ada.CreateSessionAsync("Garden");
        await ada.SayAsync("no pancake here, see https://example.com/");
        await Expect(ada.Message("no pancake")).ToHaveAttributeAsync("data-state", "sent");

        // From anywhere, even while writing.
        await ada.Page.GetByTestId("composer").PressAsync("Control+Shift+F");
        await Expect(ada.Page.GetByTestId("search-input")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("pancake");
        var hits = ada.Page.GetByTestId("search-hit");
        await Expect(hits).ToHaveCountAsync(3);
        await Expect(ada.Page.Locator(".search-hit mark").First).ToHaveTextAsync("pancake");
        await Expect(hits.Filter(new() { HasText = "<b>no markup</b> in pancakes" }).First).ToBeVisibleAsync();

        // By session, as a part of the query that can be taken out again.
        await ada.Page.GetByTestId("search-facet").Filter(new() { HasText = "Kitchen" }).ClickAsync();
        await Expect(hits).ToHaveCountAsync(2);
        await Expect(ada.Page.GetByTestId("search-input")).ToHaveValueAsync("pancake in:Kitchen");
        await Expect(ada.Page).ToHaveURLAsync(Kitchen());
        await ada.Page.GetByTestId("search-chip").ClickAsync();
        await Expect(hits).ToHaveCountAsync(3);
        await ada.Page.GetByTestId("search-has").SelectOptionAsync("link");
        await Expect(hits).ToHaveCountAsync(1);
        await ada.Page.GetByTestId("search-chip").ClickAsync();
        await Expect(hits).ToHaveCountAsync(3);

        await ada.Page.GetByTestId("search-input").FocusAsync();
        await ada.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(hits.First).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("ArrowDown");
        await ada.Page.Keyboard.PressAsync("ArrowUp");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(AtMessage());
        await Expect(ada.Message("pancake").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_search_is_a_link_and_says_where_it_cannot_be_read()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Links");
        await ada.SayAsync("a walrus and a seal");
        await Expect(ada.Message("walrus")).ToHaveAttributeAsync("data-state", "sent");

        await ada.Page.GotoAsync("/search/?q=walrus+in%3ALinks");
        await Expect(ada.Page.GetByTestId("search-hit")).ToHaveCountAsync(1);
        await Expect(ada.Page.GetByTestId("search-input")).ToHaveValueAsync("walrus in:Links");

        await ada.Page.GetByTestId("search-input").FillAsync("walrus \"and a");
        await Expect(ada.Page.GetByTestId("search-problem").Locator("mark")).ToHaveTextAsync("\"and a");
        await ada.Page.GetByTestId("search-input").FillAsync("nothing-like-it");
        await Expect(ada.Page.GetByTestId("search-count")).ToHaveTextAsync("Nothing found.");
        await Expect(ada.Page.GetByTestId("search-problem")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_owner_takes_a_copy_and_decides_how_long_messages_are_kept()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Records");
        await ada.SayAsync("for the record");
        await Expect(ada.Message("for the record")).ToHaveAttributeAsync("data-state", "sent");

        await ada.Page.GetByTestId("session-details").ClickAsync();
        var download = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Page.GetByTestId("export-html").ClickAsync());
        Assert.Matches(@"^session-\d+-[\d-]+\.html$", download.SuggestedFilename);
        Assert.Contains("for the record", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);

        var archive = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Page.GetByTestId("export-files").ClickAsync());
        Assert.Matches(@"^session-\d+-[\d-]+\.zip$", archive.SuggestedFilename);

        await ada.Page.GetByTestId("retention").SelectOptionAsync("90");
        await Expect(ada.Page.GetByTestId("retention")).ToBeEnabledAsync();
        await ada.Page.ReloadAsync();
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await Expect(ada.Page.GetByTestId("retention")).ToHaveValueAsync("90");
    }

    [Fact]
    public async Task An_administrator_decides_how_long_everything_is_kept_and_is_asked_before()
    {
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await admin.Page.GotoAsync("/admin/site/");
        var choice = admin.Page.GetByTestId("site-retention");
        await Expect(choice).ToHaveValueAsync("0");
        await choice.SelectOptionAsync("730");
        // Nothing has happened before the question is answered.
        await admin.Page.Keyboard.PressAsync("Escape");
        await Expect(choice).ToHaveValueAsync("0");
        await choice.SelectOptionAsync("730");
        await admin.Page.GetByTestId("reason").FillAsync("As the law wants it");
        await admin.Page.GetByTestId("confirm").ClickAsync();
        await Expect(choice).ToHaveValueAsync("730");
        await admin.Page.ReloadAsync();
        await Expect(choice).ToHaveValueAsync("730");

        // Owners see it.
        await admin.Page.GotoAsync("/");
        await admin.CreateSessionAsync("Under the law");
        await admin.Page.GetByTestId("session-details").ClickAsync();
        await Expect(admin.Page.GetByText("Everywhere here, messages are deleted after 730 days.")).ToBeVisibleAsync();

        await admin.Page.GotoAsync("/admin/site/");
        await choice.SelectOptionAsync("0");
        await admin.Page.GetByTestId("confirm").ClickAsync();
        await Expect(choice).ToHaveValueAsync("0");
        await admin.Page.GotoAsync("/admin/audit/");
        await Expect(admin.Page.GetByText("decided how long messages are kept everywhere").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [GeneratedRegex(@"/search/\?q=pancake\+in%3AKitchen$")]
    private static partial Regex Kitchen();

    [GeneratedRegex(@"/room/\d+/")]
    private static partial Regex AtMessage();
}
