using Chat.Testing;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>Several tabs of one person are one client: one connection, one outbox, one store.</summary>
public sealed class TabsTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task Two_tabs_share_one_connection_and_the_second_goes_on_when_the_first_is_closed()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Tabs", bob);
        await bob.OpenSessionAsync("Tabs");
        await Expect(ada.Page.GetByTestId("connection")).ToHaveAttributeAsync("data-state", "online");

        var page = await ada.Context.NewPageAsync();
        // A connection that breaks on a busy machine is made anew: one at a time is what counts.
        var sockets = 0;
        page.WebSocket += (_, socket) =>
        {
            Interlocked.Increment(ref sockets);
            socket.Close += (_, _) => Interlocked.Decrement(ref sockets);
        };
        await page.GotoAsync(ada.Page.Url);
        var second = new Person(ada.Context, page, ada.Username);
        await Expect(page.GetByTestId("connection")).ToHaveAttributeAsync("data-state", "online");

        await second.SayAsync("from the second tab");
        await ada.SayAsync("from the first tab");
        await bob.SayAsync("from bob");
        foreach (var person in new[] { ada, second, bob })
        {
            foreach (var text in new[] { "from the second tab", "from the first tab", "from bob" })
            {
                await Expect(person.Message(text)).ToHaveCountAsync(1);
                await Expect(person.Message(text)).ToHaveAttributeAsync("data-state", "sent");
            }
            await Expect(person.Messages).ToHaveCountAsync(3);
        }
        Assert.Equal(0, sockets);

        await ada.Page.CloseAsync();
        await Expect(page.GetByTestId("connection")).ToHaveAttributeAsync("data-state", "online");
        await bob.SayAsync("to whoever is left");
        await Expect(second.Message("to whoever is left")).ToBeVisibleAsync();
        await second.SayAsync("that is me");
        await Expect(second.Message("that is me")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(bob.Messages).ToHaveCountAsync(5);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref sockets) == 1, "one open connection");
    }

    [Fact]
    public async Task What_one_tab_wrote_without_a_network_is_sent_once_whichever_tab_is_left()
    {
        await using var wire = new Wire(chat.Gateway);
        await using var ada = await Person.SignUpAsync(chromium.Browser, wire.Address, "ada");
        await ada.CreateSessionAsync("Left over");
        await ada.SayAsync("one");
        await Expect(ada.Message("one")).ToHaveAttributeAsync("data-state", "sent");
        var page = await ada.Context.NewPageAsync();
        await page.GotoAsync(ada.Page.Url);
        var second = new Person(ada.Context, page, ada.Username);
        await Expect(second.Message("one")).ToBeVisibleAsync();

        wire.Cut();
        await Expect(page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online");
        await ada.SayAsync("two");
        await Expect(second.Message("two")).ToHaveAttributeAsync("data-state", "sending");
        await second.SayAsync("three");
        await Expect(ada.Message("three")).ToHaveAttributeAsync("data-state", "sending");
        await ada.Page.CloseAsync();
        wire.Mend();
        await Expect(second.Message("three")).ToHaveAttributeAsync("data-state", "sent", new() { Timeout = 60_000 });
        await Expect(second.Messages).ToHaveCountAsync(3);
        await page.ReloadAsync();
        await Expect(second.Messages).ToHaveCountAsync(3);
        var texts = await second.Messages.AllInnerTextsAsync();
        foreach (var (text, at) in new[] { ("one", 0), ("two", 1), ("three", 2) }) Assert.Contains(text, texts[at], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_in_one_tab_signs_the_other_out()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Both");
        var page = await ada.Context.NewPageAsync();
        await page.GotoAsync(ada.Page.Url);
        await Expect(page.GetByTestId("composer")).ToBeVisibleAsync();
        await ada.SignOutAsync();
        await Expect(page.GetByTestId("password")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }
}
