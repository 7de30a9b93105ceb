using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What is seen without a network is what was seen with it, and what is written without one goes out once.</summary>
public sealed class OfflineTests(ChatSystem chat, Chromium chromium)
{
    static readonly LocatorAssertionsToHaveAttributeOptions Patient = new() { Timeout = 60_000 };

    [Fact]
    public async Task Without_a_network_the_app_opens_with_what_was_seen_and_what_is_written_goes_out_once()
    {
        await using var wire = new Wire(chat.Gateway);
        await using var ada = await Person.SignUpAsync(chromium.Browser, wire.Address, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Elsewhere", bob);
        await ada.SayAsync("another place");
        await Expect(ada.Message("another place")).ToHaveAttributeAsync("data-state", "sent");
        await ada.CreateSessionAsync("Tunnel", bob);
        await ada.SayAsync("before the tunnel");
        await Expect(ada.Message("before the tunnel")).ToHaveAttributeAsync("data-state", "sent");
        await KeptAsync(ada.Page, "before the tunnel");
        await WorkerAsync(ada.Page);

        wire.Cut();
        await ada.Page.ReloadAsync();
        await Expect(ada.Message("before the tunnel")).ToBeVisibleAsync();
        await ada.OpenSessionAsync("Elsewhere");
        await Expect(ada.Message("another place")).ToBeVisibleAsync();
        await ada.OpenSessionAsync("Tunnel");
        await ada.SayAsync("in the tunnel");
        await Expect(ada.Message("in the tunnel")).ToHaveAttributeAsync("data-state", "sending");
        await Expect(ada.Message("in the tunnel")).ToContainTextAsync("Waiting for the connection");
        await ada.Page.ReloadAsync();
        await Expect(ada.Message("in the tunnel")).ToHaveAttributeAsync("data-state", "sending");

        await bob.OpenSessionAsync("Tunnel");
        await bob.SayAsync("meanwhile outside");
        await Expect(bob.Message("meanwhile outside")).ToHaveAttributeAsync("data-state", "sent");
        wire.Mend();
        await Expect(ada.Message("in the tunnel")).ToHaveAttributeAsync("data-state", "sent", Patient);
        await Expect(ada.Message("meanwhile outside")).ToBeVisibleAsync();
        await Expect(bob.Message("in the tunnel")).ToHaveCountAsync(1);
        await Expect(ada.Messages).ToHaveCountAsync(3);
        await ada.Page.ReloadAsync();
        await Expect(ada.Messages).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_newer_version_is_told_of_and_takes_over_when_one_says_so()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Versions");
        await WorkerAsync(ada.Page);
        // The first one is no newer version.
        await Expect(ada.Page.GetByTestId("update")).ToHaveCountAsync(0);
        await ada.Page.GetByTestId("composer").FillAsync("half a sentence");
        await ada.Page.EvaluateAsync("() => { window.before = true; }");

        // Another address is another worker to the browser, as other contents are.
        await ada.Page.EvaluateAsync("() => navigator.serviceWorker.register('/sw.js?newer')");
        await Expect(ada.Page.GetByTestId("update")).ToBeVisibleAsync();
        Assert.EndsWith("?newer", await ada.Page.EvaluateAsync<string>("navigator.serviceWorker.controller.scriptURL"), StringComparison.Ordinal);
        // Nothing was taken from who is writing.
        Assert.True(await ada.Page.EvaluateAsync<bool>("window.before === true"));
        await Expect(ada.Page.GetByTestId("composer")).ToHaveValueAsync("half a sentence");
        await ada.Page.GetByTestId("update").GetByRole(AriaRole.Button).ClickAsync();
        await ada.Page.WaitForFunctionAsync("() => window.before === undefined");
        await Expect(ada.Page.GetByTestId("composer")).ToHaveValueAsync("half a sentence");
    }

    [Fact]
    public async Task What_was_written_without_a_network_survives_the_end_of_the_browser()
    {
        var profile = Directory.CreateTempSubdirectory("chat-profile-").FullName;
        try
        {
            await using var wire = new Wire(chat.Gateway);
            await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
            string address;
            await using (var context = await LaunchAsync(profile, wire))
            {
                var ada = await Person.SignUpAsync(context, "ada");
                await ada.CreateSessionAsync("Flight", bob);
                await ada.SayAsync("boarding");
                await Expect(ada.Message("boarding")).ToHaveAttributeAsync("data-state", "sent");
                await KeptAsync(ada.Page, "boarding");
                await WorkerAsync(ada.Page);
                wire.Cut();
                foreach (var text in new[] { "first", "second", "third" }) await ada.SayAsync($"{text} in the air");
                await Expect(ada.Message("third in the air")).ToHaveAttributeAsync("data-state", "sending");
                await OutboxAsync(ada.Page, 3);
                address = ada.Page.Url;
            }
            await using (var context = await LaunchAsync(profile, wire))
            {
                var page = await context.NewPageAsync();
                await page.GotoAsync(address);
                var texts = page.GetByTestId("message");
                await Expect(texts).ToHaveCountAsync(4);
                await Expect(texts.Last).ToHaveAttributeAsync("data-state", "sending");
                wire.Mend();
                await Expect(texts.Last).ToHaveAttributeAsync("data-state", "sent", Patient);
            }
            await bob.OpenSessionAsync("Flight");
            await Expect(bob.Messages).ToHaveCountAsync(4);
            var order = await bob.Messages.AllInnerTextsAsync();
            foreach (var (text, at) in new[] { ("boarding", 0), ("first", 1), ("second", 2), ("third", 3) }) Assert.Contains(text, order[at], StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    [Fact]
    public async Task Nothing_that_was_read_stays_when_somebody_signs_out_or_is_removed()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Secret", bob);
        await ada.SayAsync("the secret");
        await bob.OpenSessionAsync("Secret");
        await KeptAsync(bob.Page, "the secret");
        await KeptAsync(ada.Page, "the secret");

        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {bob.Username}" }).ClickAsync();
        await Expect(bob.Page.GetByText("This session is not here")).ToBeVisibleAsync();
        await Eventually.BecomesTrueAsync(async () => await RoomsAsync(bob.Page) is [], "nothing kept of a session that one was removed from");

        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.SignOutAsync();
        await Eventually.BecomesTrueAsync(async () => await RoomsAsync(ada.Page) is [] && await CountAsync(ada.Page, "user") == 0, "nothing kept after signing out");
    }

    Task<IBrowserContext> LaunchAsync(string profile, Wire wire) => chromium.Browser.BrowserType.LaunchPersistentContextAsync(
        profile, new BrowserTypeLaunchPersistentContextOptions { ExecutablePath = Chromium.FindProgram(), Args = Chromium.Arguments, BaseURL = wire.Address.ToString() });

    /// <summary>Waits until the service worker has the page in hand.</summary>
    static async Task WorkerAsync(IPage page) => await page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ?? new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done))).then(() => true)");

    /// <summary>Waits until a message is on the disk.</summary>
    static Task KeptAsync(IPage page, string text) =>
        Eventually.BecomesTrueAsync(async () => (await RoomsAsync(page)).Any(room => room.Contains(text, StringComparison.Ordinal)), $"'{text}' is kept");

    static Task OutboxAsync(IPage page, int count) =>
        Eventually.BecomesTrueAsync(async () => await CountAsync(page, "outbox", "chat") == count, $"{count} in the outbox");

    static Task<string[]> RoomsAsync(IPage page) => page.EvaluateAsync<string[]>($"() => {Read("chat-history", "rooms")}.then((all) => all.map((room) => JSON.stringify(room)))");

    static Task<int> CountAsync(IPage page, string store, string database = "chat-history") => page.EvaluateAsync<int>($"() => {Read(database, store)}.then((all) => all.length)");

    /// <summary>A promise of all that is in a store.</summary>
    static string Read(string database, string store) =>
        $$"""
        new Promise((done, fail) => {
          const opening = indexedDB.open('{{database}}');
          opening.onerror = fail;
          opening.onsuccess = () => {
            const all = opening.result.transaction('{{store}}').objectStore('{{store}}').getAll();
            all.onerror = fail;
            all.onsuccess = () => { opening.result.close(); done(all.result); };
          };
        })
        """;
}
