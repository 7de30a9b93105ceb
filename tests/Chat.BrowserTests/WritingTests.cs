using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What one can do while one writes, and that nothing written is lost.</summary>
public sealed class WritingTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task Markdown_is_shown_and_markup_is_not()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Marks");
        var wrong = new List<string>();
        ada.Page.Console += (_, message) =>
        {
            if (message.Type == "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) wrong.Add(message.Text);
        };
        await ada.SayAsync("**bold** and `code` at https://example.org/a <b onclick=alert(1)>x</b> [y](javascript:alert(1))");
        var message = ada.Message("bold and code");
        await Expect(message.Locator("strong")).ToHaveTextAsync("bold");
        await Expect(message.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "https://example.org/a");
        await Expect(message).ToContainTextAsync("<b onclick=alert(1)>x</b> [y](javascript:alert(1))");

        // Enter goes on within a block of code and within a list; the shortcuts mark what is selected.
        var composer = ada.Page.GetByTestId("composer");
        await composer.PressSequentiallyAsync("```js");
        await composer.PressAsync("Enter");
        await composer.PressSequentiallyAsync("const one = 1;");
        await composer.PressAsync("Enter");
        await composer.PressSequentiallyAsync("```");
        await composer.PressAsync("Enter");
        await Expect(ada.Message("const one = 1;").Locator("pre .hljs-keyword")).ToHaveTextAsync("const");
        await composer.PressSequentiallyAsync("- first");
        await composer.PressAsync("Enter");
        await composer.PressAsync("Control+b");
        await composer.PressSequentiallyAsync("second");
        await Expect(composer).ToHaveValueAsync("- first\n- **second**");
        await ada.Page.GetByTestId("toggle-preview").ClickAsync();
        await Expect(ada.Page.GetByTestId("preview").Locator("li strong")).ToHaveTextAsync("second");
        await ada.Page.GetByTestId("send").ClickAsync();
        await Expect(ada.Message("second").Locator("li")).ToHaveCountAsync(2);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_is_too_long_says_by_how_much_and_is_not_sent()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Long words");
        var composer = ada.Page.GetByTestId("composer");
        await composer.FillAsync(new string('x', 3_600));
        await Expect(ada.Page.GetByTestId("left")).ToHaveTextAsync("400 characters left");
        await composer.FillAsync(new string('x', 4_001));
        await Expect(ada.Page.GetByTestId("left")).ToHaveTextAsync("1 character too long");
        await Expect(ada.Page.GetByTestId("send")).ToBeDisabledAsync();
        await composer.PressAsync("Enter");
        await Expect(composer).ToHaveValueAsync(new string('x', 4_001));
        await composer.PressAsync("Backspace");
        await composer.PressAsync("Enter");
        await Expect(ada.Messages.First).ToHaveAttributeAsync("data-state", "sent");
        await Expect(composer).ToHaveValueAsync("");
    }

    [Fact]
    public async Task People_and_emoji_are_completed_while_one_types()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Names", bob);
        await bob.OpenSessionAsync("Names");
        var composer = ada.Page.GetByTestId("composer");
        await composer.PressSequentiallyAsync("hi @bo");
        await Expect(ada.Page.GetByTestId("completion")).ToContainTextAsync(bob.Username);
        await composer.PressAsync("Enter");
        await Expect(composer).ToHaveValueAsync($"hi @{bob.Username} ");
        await composer.PressSequentiallyAsync(":tad");
        await Expect(ada.Page.GetByTestId("completion")).ToContainTextAsync(":tada:");
        await composer.PressAsync("Tab");
        await composer.PressSequentiallyAsync("and :eyes:");
        await Expect(composer).ToHaveValueAsync($"hi @{bob.Username} 🎉 and 👀");
        await composer.PressAsync("Enter");
        await Expect(bob.Message("and 👀").Locator(".mention[data-me=true]")).ToHaveTextAsync($"@{bob.Username}");
        await Expect(ada.Message("and 👀").Locator(".mention")).ToHaveAttributeAsync("data-me", "false");

        // A name that was typed to its end is complete: Enter sends at once. A short name is not: Enter makes it an emoji.
        await composer.PressSequentiallyAsync($"back to @{bob.Username}");
        await Expect(ada.Page.GetByTestId("completion")).ToContainTextAsync(bob.Username);
        await composer.PressAsync("Enter");
        await Expect(bob.Message("back to").Locator(".mention")).ToHaveTextAsync($"@{bob.Username}");
        await composer.PressSequentiallyAsync("done :tada");
        await Expect(ada.Page.GetByTestId("completion")).ToContainTextAsync(":tada:");
        await composer.PressAsync("Enter");
        await Expect(composer).ToHaveValueAsync("done 🎉 ");
        await composer.PressAsync("Enter");
        await Expect(bob.Message("done 🎉")).ToBeVisibleAsync();

        await Person.UseAsync(bob.Message("and 👀"), "react");
        await bob.Page.GetByTestId("emoji-more").ClickAsync();
        await bob.Page.GetByTestId("emoji-search").FillAsync("sauropod");
        await bob.Page.GetByTestId("emoji-search").PressAsync("Enter");
        await Expect(ada.Message("and 👀").GetByTestId("reaction")).ToContainTextAsync("🦕");
    }

    [Fact]
    public async Task A_draft_belongs_to_its_session_and_outlives_the_page()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("One");
        var one = ada.Page.Url;
        await ada.CreateSessionAsync("Two");
        var composer = ada.Page.GetByTestId("composer");
        await composer.FillAsync("for two only");
        await ada.OpenSessionAsync("One");
        await Expect(ada.Page).ToHaveURLAsync(one);
        await Expect(composer).ToHaveValueAsync("");
        await composer.PressAsync("Enter");
        await ada.SayAsync("in one");
        await Expect(ada.Messages).ToHaveCountAsync(1);
        await ada.OpenSessionAsync("Two");
        await Expect(composer).ToHaveValueAsync("for two only");
        await ada.Page.ReloadAsync();
        await Expect(composer).ToHaveValueAsync("for two only");
        await composer.PressAsync("Enter");
        await Expect(ada.Message("for two only")).ToHaveAttributeAsync("data-state", "sent");
        await ada.Page.ReloadAsync();
        await Expect(ada.Message("for two only")).ToBeVisibleAsync();
        await Expect(composer).ToHaveValueAsync("");

        await composer.FillAsync(new string('x', 3_900));
        await Expect(ada.Page.GetByTestId("left")).ToHaveTextAsync("100 characters left");
        await composer.FillAsync(new string('x', 4_001));
        await Expect(ada.Page.GetByTestId("left")).ToHaveTextAsync("1 character too long");
        await Expect(ada.Page.GetByTestId("send")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task A_deletion_can_be_taken_back()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Slips", bob);
        await bob.OpenSessionAsync("Slips");
        foreach (var text in (string[])["kept", "gone"]) await ada.SayAsync(text);
        await Person.UseAsync(ada.Message("kept"), "delete");
        await ada.Page.GetByTestId("undo-delete").ClickAsync();
        await Expect(ada.Message("kept")).ToBeVisibleAsync();
        await Person.UseAsync(ada.Message("gone"), "delete");
        await Expect(ada.Message("Message deleted")).ToBeVisibleAsync();
        await Expect(bob.Message("Message deleted")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(bob.Message("kept")).ToBeVisibleAsync();
        await Expect(ada.Message("Message deleted")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_deletion_outlives_the_page()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Reloads", bob);
        await bob.OpenSessionAsync("Reloads");
        foreach (var text in (string[])["first", "second"]) await ada.SayAsync(text);
        await Expect(bob.Message("second")).ToBeVisibleAsync();

        // The page tells the server as its last word, but a browser may drop that...
        await Person.UseAsync(ada.Message("first"), "delete");
        await Expect(ada.Page.GetByTestId("undo-delete")).ToBeVisibleAsync();
        await ada.Page.GotoAsync("about:blank");
        await ada.Page.GoBackAsync();
        await Expect(bob.Message("Message deleted")).ToBeVisibleAsync(new() { Timeout = 30_000 });

        // ...and the next page goes on with what the server did not hear.
        await Person.UseAsync(ada.Message("second"), "delete");
        await Expect(ada.Page.GetByTestId("undo-delete")).ToBeVisibleAsync();
        await ada.Context.RouteAsync("**/api/messages/*/", route => route.Request.Method == "DELETE" ? route.AbortAsync() : route.ContinueAsync());
        await ada.Page.ReloadAsync();
        await Expect(ada.Message("Message deleted")).ToHaveCountAsync(2);
        await ada.Context.UnrouteAllAsync();
        await Expect(bob.Message("Message deleted")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
    }
}
