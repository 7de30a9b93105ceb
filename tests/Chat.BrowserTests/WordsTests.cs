using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>No word that somebody has written is lost: half-written, refused, not kept, or for a session that is gone.</summary>
public sealed class WordsTests(ChatSystem chat, Chromium chromium)
{
    static readonly LocatorAssertionsToHaveAttributeOptions Patient = new() { Timeout = 60_000 };

    [Fact]
    public async Task A_draft_is_the_same_in_both_tabs_and_gone_from_both_once_it_is_sent()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Drafts");
        await ada.SayAsync("answer me");
        await Expect(ada.Message("answer me")).ToHaveAttributeAsync("data-state", "sent");
        var page = await ada.Context.NewPageAsync();
        await page.GotoAsync(ada.Page.Url);
        await Expect(page.GetByTestId("composer")).ToBeVisibleAsync();

        await Person.UseAsync(ada.Message("answer me"), "reply");
        await ada.Page.GetByTestId("composer").PressSequentiallyAsync("half a sentence");
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync("half a sentence");
        await Expect(page.GetByTestId("reply-to")).ToBeVisibleAsync();
        await page.GetByTestId("composer").PressSequentiallyAsync(", and its end");
        await Expect(ada.Page.GetByTestId("composer")).ToHaveValueAsync("half a sentence, and its end");

        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(ada.Message("and its end")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Page.GetByTestId("composer")).ToHaveValueAsync("");
        await Expect(ada.Page.GetByTestId("reply-to")).ToHaveCountAsync(0);
        await ada.Page.ReloadAsync();
        await Expect(ada.Message("and its end")).ToHaveCountAsync(1);
        await Expect(ada.Page.GetByTestId("composer")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task What_the_device_cannot_keep_stays_in_the_draft_until_it_is_sent()
    {
        await using var wire = new Wire(chat.Gateway);
        await using var ada = await Person.SignUpAsync(chromium.Browser, wire.Address, "ada");
        await ada.CreateSessionAsync("Full disk");
        await ada.Page.EvaluateAsync("() => { IDBObjectStore.prototype.put = () => { throw new DOMException('Full.', 'QuotaExceededError'); }; }");
        wire.Cut();
        await Expect(ada.Page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online");
        await ada.SayAsync("only in this page");
        await Expect(ada.Message("only in this page")).ToContainTextAsync("leave this page open");
        Assert.Equal(1, await DraftsAsync(ada.Page));
        await Expect(ada.Page.GetByTestId("composer")).ToHaveValueAsync("");

        wire.Mend();
        await Expect(ada.Message("only in this page")).ToHaveAttributeAsync("data-state", "sent", Patient);
        Assert.Equal(0, await DraftsAsync(ada.Page));
    }

    [Fact]
    public async Task A_change_that_is_not_saved_survives_a_reload_and_is_saved_once_the_server_can_be_reached()
    {
        await using var wire = new Wire(chat.Gateway);
        await using var ada = await Person.SignUpAsync(chromium.Browser, wire.Address, "ada");
        await ada.CreateSessionAsync("Changes of mind");
        await ada.SayAsync("the frist version");
        await Expect(ada.Message("the frist version")).ToHaveAttributeAsync("data-state", "sent");
        await ada.Page.GetByTestId("composer").PressAsync("ArrowUp");
        await ada.Page.GetByTestId("edit-text").FillAsync("the second version");
        await ada.Page.ReloadAsync();
        await ada.Page.GetByTestId("unsaved-edit").ClickAsync();
        await Expect(ada.Page.GetByTestId("edit-text")).ToHaveValueAsync("the second version");

        wire.Cut();
        await Expect(ada.Page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online");
        await ada.Page.GetByTestId("edit-text").PressAsync("Enter");
        await Expect(ada.Page.GetByText("Will be saved when the server can be reached")).ToBeVisibleAsync();
        wire.Mend();
        await Expect(ada.Page.GetByTestId("edit-text")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Expect(ada.Message("the second version")).ToContainTextAsync("edited");
        await Expect(ada.Page.GetByTestId("unsaved-edit")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_refused_says_why_and_can_be_sent_again_or_given_up()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Closing time", bob);
        await bob.OpenSessionAsync("Closing time");
        // Bob hears of nothing, and so goes on writing.
        await bob.Context.SetOfflineAsync(true);
        await Expect(bob.Page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online", new() { Timeout = 60_000 });
        await bob.SayAsync("last orders");
        await bob.SayAsync("never mind");
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByTestId("close-session").ClickAsync();
        await Expect(ada.Page.GetByText("This session is closed.")).ToBeVisibleAsync();
        await bob.Context.SetOfflineAsync(false);
        await Expect(bob.Message("last orders")).ToHaveAttributeAsync("data-state", "failed", Patient);
        await Expect(bob.Message("last orders")).ToContainTextAsync("This session is closed to writing. An owner can open it again.");
        await Expect(bob.Message("never mind")).ToHaveAttributeAsync("data-state", "failed", Patient);

        await ada.Page.GetByTestId("close-session").ClickAsync();
        await Expect(bob.Page.GetByTestId("composer")).ToBeVisibleAsync();
        await bob.Message("never mind").GetByTestId("discard").ClickAsync();
        await Expect(bob.Message("never mind")).ToHaveCountAsync(0);
        await bob.Message("last orders").GetByTestId("retry").ClickAsync();
        await Expect(bob.Message("last orders")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Messages).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_was_written_to_a_session_that_one_was_removed_from_can_be_taken_elsewhere()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await bob.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await ada.CreateSessionAsync("Not for long", bob);
        await bob.OpenSessionAsync("Not for long");
        await bob.Context.SetOfflineAsync(true);
        await Expect(bob.Page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online", new() { Timeout = 60_000 });
        await bob.SayAsync("a long thought");
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {bob.Username}" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {bob.Username}" })).ToHaveCountAsync(0);
        await bob.Context.SetOfflineAsync(false);
        await Expect(bob.Page.GetByTestId("left-behind")).ToContainTextAsync("a long thought", new() { Timeout = 60_000 });

        await bob.Page.GotoAsync("/");
        await bob.Page.GetByTestId("left-behind-notice").GetByRole(AriaRole.Link).ClickAsync();
        await bob.Page.GetByTestId("left-behind").GetByRole(AriaRole.Button, new() { Name = "Copy text" }).ClickAsync();
        await Eventually.BecomesTrueAsync(async () => await bob.Page.EvaluateAsync<string>("navigator.clipboard.readText()") == "a long thought", "the text is copied");
        await bob.Page.GetByTestId("left-behind").GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(bob.Page.GetByTestId("left-behind")).ToHaveCountAsync(0);
        await Expect(bob.Page.GetByTestId("left-behind-notice")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_message_whose_file_is_still_on_its_way_goes_out_by_itself()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Slow line");
        await ada.Page.RouteAsync("**/api/uploads/**", route => route.AbortAsync());
        await ada.Page.GetByTestId("file-input").SetInputFilesAsync(new FilePayload { Name = "plan.txt", MimeType = "text/plain", Buffer = "a plan"u8.ToArray() });
        await Expect(ada.Page.GetByTestId("upload")).ToHaveAttributeAsync("data-state", "stuck");
        await ada.SayAsync("here is the plan");
        await Expect(ada.Page.GetByTestId("queued")).ToContainTextAsync("Goes out when its files are there.");
        await Expect(ada.Messages).ToHaveCountAsync(0);
        await ada.Page.UnrouteAsync("**/api/uploads/**");
        await Expect(ada.Message("here is the plan")).ToHaveAttributeAsync("data-state", "sent", Patient);
        await Expect(ada.Message("here is the plan").GetByTestId("document")).ToContainTextAsync("plan.txt");
        await Expect(ada.Page.GetByTestId("queued")).ToHaveCountAsync(0);
        await Expect(ada.Page.GetByTestId("composer")).ToHaveValueAsync("");
    }

    static Task<int> DraftsAsync(IPage page) => page.EvaluateAsync<int>("() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length");
}
