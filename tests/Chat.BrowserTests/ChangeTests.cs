using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What becomes of messages after they are posted, as the other person and the other device see it.</summary>
public sealed class ChangeTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task Edits_deletions_reactions_and_replies_are_seen_by_the_other_person_at_once()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Changes", bob);
        await bob.OpenSessionAsync("Changes");
        await ada.SayAsync("teh first");
        await ada.SayAsync("the second");
        await Expect(bob.Message("the second")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByTestId("seen")).ToHaveTextAsync($"Seen by {bob.Username}");
        await Expect(ada.Page.GetByTestId("attendance")).ToContainTextAsync($"{bob.Username} is online");

        // Shown while bob writes, and gone when he no longer does.
        await bob.Page.GetByTestId("composer").PressSequentiallyAsync("hm");
        await Expect(ada.Page.GetByTestId("typing")).ToHaveTextAsync($"{bob.Username} is writing…");
        await Expect(ada.Page.GetByTestId("typing")).ToBeEmptyAsync(new() { Timeout = 15_000 });

        await Person.UseAsync(ada.Message("teh first"), "edit");
        await ada.Page.GetByTestId("edit-text").FillAsync("the first");
        await ada.Page.GetByTestId("edit-text").PressAsync("Enter");
        await Expect(bob.Message("the first")).ToContainTextAsync("edited");
        await Expect(bob.Message("teh first")).ToHaveCountAsync(0);

        await Person.UseAsync(bob.Message("the first"), "react");
        await bob.Page.GetByRole(AriaRole.Button, new() { Name = "party" }).ClickAsync();
        var chip = ada.Message("the first").GetByTestId("reaction");
        await Expect(chip).ToHaveAccessibleNameAsync($"🎉 1, {bob.Username}");
        await chip.ClickAsync();
        await Expect(bob.Message("the first").GetByTestId("reaction")).ToContainTextAsync("2");
        await Expect(chip).ToHaveAttributeAsync("aria-pressed", "true");

        await Person.UseAsync(bob.Message("the first"), "reply");
        await bob.SayAsync("an answer");
        await Expect(ada.Message("an answer").GetByTestId("quote")).ToContainTextAsync("the first");
        // Where it leads is in view, as all of them are: nobody has left the end by that.
        await ada.Message("an answer").GetByTestId("quote").ClickAsync();
        await Expect(ada.Page.Locator(".row[data-marked=true]")).ToContainTextAsync("the first");
        await Expect(ada.Page.GetByTestId("jump-latest")).ToHaveCountAsync(0);

        // By keyboard alone: the last own message is the second one.
        await ada.Page.GetByTestId("composer").PressAsync("ArrowUp");
        await Expect(ada.Page.GetByTestId("edit-text")).ToHaveValueAsync("the second");
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Page.GetByTestId("composer")).ToBeFocusedAsync();
        await ada.Page.GetByTestId("composer").PressAsync("ArrowUp");
        await ada.Page.GetByTestId("edit-text").PressSequentiallyAsync(" one");
        await ada.Page.GetByTestId("edit-text").PressAsync("Enter");
        await Expect(bob.Message("the second one")).ToContainTextAsync("edited");

        await Person.UseAsync(ada.Page.Locator("[data-testid=message][data-seq='1']"), "delete");
        await Expect(bob.Page.Locator("[data-testid=message][data-seq='1']")).ToHaveTextAsync("Message deleted", new() { Timeout = 20_000 });
        await Expect(bob.Message("an answer").GetByTestId("quote")).ToContainTextAsync("Message deleted");
        // Bob is no owner: what others wrote is not his to edit or delete.
        await bob.Message("the second").HoverAsync();
        await Expect(bob.Message("the second").GetByTestId("reply")).ToBeVisibleAsync();
        await Expect(bob.Message("the second").GetByTestId("edit")).ToHaveCountAsync(0);
        await Expect(bob.Message("the second").GetByTestId("delete")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_changed_while_the_network_was_gone_shows_once_it_is_back()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Absence", bob);
        await bob.OpenSessionAsync("Absence");
        foreach (var text in (string[])["one", "two", "three"]) await ada.SayAsync(text);
        await Expect(bob.Message("three")).ToBeVisibleAsync();

        await bob.Context.SetOfflineAsync(true);
        await Expect(bob.Page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online", new() { Timeout = 60_000 });
        await Person.UseAsync(ada.Message("one"), "edit");
        await ada.Page.GetByTestId("edit-text").FillAsync("one, edited");
        await ada.Page.GetByTestId("edit-save").ClickAsync();
        await Expect(ada.Message("one, edited")).ToBeVisibleAsync();
        await Person.UseAsync(ada.Message("two"), "delete");
        await Expect(ada.Message("Message deleted")).ToBeVisibleAsync();
        await Person.UseAsync(ada.Message("three"), "react");
        await ada.Page.GetByTestId("emoji").First.ClickAsync();
        await Expect(ada.Message("three").GetByTestId("reaction")).ToBeVisibleAsync();
        await ada.SayAsync("four");
        await Expect(ada.Message("four")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(bob.Message("four")).ToHaveCountAsync(0);

        await bob.Context.SetOfflineAsync(false);
        await Expect(bob.Message("four")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(bob.Messages).ToHaveTextAsync(
            [new Regex("one, edited"), new Regex("^Message deleted$"), new Regex("three.*1"), new Regex("four")], new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task An_unread_badge_counts_what_others_wrote_and_clears_when_it_is_read_on_another_device()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await using var phone = await bob.OnAnotherDeviceAsync(chromium.Browser);
        await ada.CreateSessionAsync("News", bob);
        foreach (var text in (string[])["first", "second", "third"]) await ada.SayAsync(text);
        await Expect(bob.Session("News")).ToHaveAttributeAsync("data-unread", "3");
        await Expect(phone.Session("News")).ToHaveAttributeAsync("data-unread", "3");
        await Person.UseAsync(ada.Message("second"), "delete");
        await Expect(phone.Session("News")).ToHaveAttributeAsync("data-unread", "2", new() { Timeout = 20_000 });

        // Not this page's own count: the server's.
        await bob.Page.ReloadAsync();
        await Expect(bob.Session("News")).ToHaveAttributeAsync("data-unread", "2");

        await phone.OpenSessionAsync("News");
        await Expect(phone.Session("News")).ToHaveAttributeAsync("data-unread", "0");
        await Expect(bob.Session("News")).ToHaveAttributeAsync("data-unread", "0");
        await Expect(ada.Session("News")).ToHaveAttributeAsync("data-unread", "0");
    }
}
