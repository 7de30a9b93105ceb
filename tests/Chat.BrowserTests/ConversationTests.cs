using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

public sealed partial class ConversationTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task Two_people_chat_and_one_loses_the_network_and_comes_back()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Tea", bob);

        // Bob is taken into the new session without a reload.
        await bob.Page.GetByTestId("session-item").Filter(new LocatorFilterOptions { HasText = "Tea" }).ClickAsync();
        await ada.SayAsync("Tea at four?");
        await Expect(bob.Message("Tea at four?")).ToHaveAttributeAsync("data-own", "false");
        await bob.SayAsync("With scones.");
        await Expect(ada.Message("With scones.")).ToBeVisibleAsync();
        await Expect(bob.Message("With scones.")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(bob.Message("With scones.")).ToHaveAttributeAsync("data-own", "true");

        // Bob's network goes. What he writes waits, what he misses is made up for, nothing twice, all in one order.
        await bob.Context.SetOfflineAsync(true);
        await Expect(bob.Page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online", new() { Timeout = 60_000 });
        await bob.SayAsync("Can you hear me?");
        await Expect(bob.Message("Can you hear me?")).ToHaveAttributeAsync("data-state", "sending");
        for (var i = 1; i <= 5; i++) await ada.SayAsync($"missed {i}");
        await Expect(ada.Message("missed 5")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(bob.Message("missed 5")).ToHaveCountAsync(0);

        await bob.Context.SetOfflineAsync(false);
        await Expect(bob.Page.GetByTestId("connection")).ToHaveAttributeAsync("data-state", "online", new() { Timeout = 60_000 });
        await Expect(bob.Message("missed 5")).ToBeVisibleAsync();
        await Expect(bob.Message("Can you hear me?")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Message("Can you hear me?")).ToBeVisibleAsync();

        await Expect(ada.Messages).ToHaveCountAsync(8);
        await Expect(bob.Messages).ToHaveCountAsync(8);
        Assert.Equal(await SeqsAsync(ada), await SeqsAsync(bob));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"{i}"), await SeqsAsync(ada));
    }

    [Fact]
    public async Task A_link_to_a_session_survives_signing_in()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Deep");
        await ada.SayAsync("still here after the reload");
        await Expect(ada.Message("still here")).ToHaveAttributeAsync("data-state", "sent");
        var address = ada.Page.Url;

        await ada.Page.ReloadAsync();
        await Expect(ada.Message("still here")).ToBeVisibleAsync();

        await ada.SignOutAsync();
        await Expect(ada.Page).ToHaveURLAsync(LoginPage());
        await ada.Page.GotoAsync(address);
        await ada.SignInAsync();
        await Expect(ada.Message("still here")).ToBeVisibleAsync();
        await Expect(ada.Page).ToHaveURLAsync(address);
    }

    [Fact]
    public async Task Markup_in_a_message_is_text()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("<img src=x onerror=alert(1)>");
        var dialogs = 0;
        ada.Page.Dialog += (_, dialog) =>
        {
            dialogs++;
            _ = dialog.DismissAsync();
        };
        await ada.SayAsync("<script>alert(2)</script><img src=x onerror=alert(3)>");
        await Expect(ada.Message("<script>alert(2)</script>")).ToHaveAttributeAsync("data-state", "sent");
        await ada.Page.ReloadAsync();
        await Expect(ada.Message("<img src=x onerror=alert(3)>")).ToBeVisibleAsync();
        Assert.Equal(0, dialogs);
    }

    static async Task<IEnumerable<string?>> SeqsAsync(Person person)
    {
        var rows = await person.Messages.AllAsync();
        return await Task.WhenAll(rows.Select(row => row.GetAttributeAsync("data-seq")));
    }

    [GeneratedRegex("/login/")]
    private static partial Regex LoginPage();
}
