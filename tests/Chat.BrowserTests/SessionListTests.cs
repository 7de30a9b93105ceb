using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>Finding one's way: badges, pins, filters, the quick switcher, direct sessions, invitations, notifications.</summary>
public sealed class SessionListTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task A_new_name_of_somebody_is_shown_at_once_wherever_they_are_seen()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await bob.CreateSessionAsync("Names", ada);
        await bob.SayAsync("hello");
        await ada.Page.APIRequest.PostAsync("/api/sessions/direct/", new() { DataObject = new { username = bob.Username } });
        await ada.OpenSessionAsync("Names");
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await Expect(ada.Page.GetByTestId("panel-beside")).ToContainTextAsync(bob.Username);
        await Expect(ada.Session(bob.Username)).ToHaveCountAsync(2);

        await bob.Page.APIRequest.PatchAsync("/api/users/me/", new() { DataObject = new { display_name = "Robert the Bruce" } });
        await Expect(ada.Message("hello")).ToHaveAttributeAsync("aria-label", new Regex("Robert the Bruce"));
        await Expect(ada.Page.GetByTestId("panel-beside")).ToContainTextAsync("Robert the Bruce");
        // The preview of one session, and the name of the other.
        await Expect(ada.Session("Robert the Bruce")).ToHaveCountAsync(2);
        await bob.Page.GetByTestId("composer").PressSequentiallyAsync("hm");
        await Expect(ada.Page.GetByTestId("typing")).ToContainTextAsync("Robert the Bruce");
        await ada.Session("Robert the Bruce").Filter(new() { HasNotText = "Names" }).ClickAsync();
        await Expect(ada.Page.Locator("main h1")).ToContainTextAsync("Robert the Bruce");
    }

    [Fact]
    public async Task Badges_pins_and_filters_are_the_same_after_a_reload()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Alpha", bob);
        await ada.SayAsync("a question");
        await ada.CreateSessionAsync("Beta", bob);
        await ada.CreateSessionAsync("Gamma");

        await bob.OpenSessionAsync("Alpha");
        await bob.SayAsync($"@{ada.Username}, hello");
        await bob.SayAsync("and nobody in particular");
        await bob.OpenSessionAsync("Beta");
        await bob.SayAsync("hello all");
        await Expect(bob.Message("hello all")).ToHaveAttributeAsync("data-state", "sent");

        for (var turn = 0; turn < 2; turn++)
        {
            await Expect(ada.Session("Alpha")).ToHaveAttributeAsync("data-unread", "2");
            await Expect(ada.Session("Alpha")).ToHaveAttributeAsync("data-mentions", "1");
            await Expect(ada.Session("Beta")).ToHaveAttributeAsync("data-unread", "1");
            await Expect(ada.Session("Beta")).ToHaveAttributeAsync("data-mentions", "0");
            await Expect(ada.Page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", "/icon-mention.svg");
            await Expect(ada.Page).ToHaveTitleAsync("(3) Gamma · Chat");
            await ada.Page.ReloadAsync();
        }
        await ada.Page.GetByTestId("filter-mentions").ClickAsync();
        await Expect(ada.Page.GetByTestId("session-item")).ToHaveCountAsync(2);
        await Expect(ada.Session("Beta")).ToHaveCountAsync(0);
        await ada.Page.GetByTestId("filter-all").ClickAsync();

        await ada.UseToolAsync("Gamma", "pin");
        await Expect(ada.Page.GetByTestId("session-item").First).ToContainTextAsync("Gamma");
        await ada.UseToolAsync("Beta", "mute");
        await Expect(ada.Session("Beta")).ToHaveAttributeAsync("data-muted", "true");
        // What is muted does not ask for attention.
        await Expect(ada.Page).ToHaveTitleAsync("(2) Gamma · Chat");
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.GetByTestId("session-item").First).ToContainTextAsync("Gamma");
        await Expect(ada.Session("Beta")).ToHaveAttributeAsync("data-muted", "true");
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await Expect(phone.Page.GetByTestId("session-item").First).ToContainTextAsync("Gamma");

        // What is pinned or muted on one device is so on the others at once.
        await ada.UseToolAsync("Beta", "mute");
        await Expect(phone.Session("Beta")).ToHaveAttributeAsync("data-muted", "false");
        await ada.UseToolAsync("Alpha", "pin");
        await Expect(phone.Page.GetByTestId("session-item").First).ToContainTextAsync("Alpha");

        await ada.OpenSessionAsync("Alpha");
        await Expect(ada.Session("Alpha")).ToHaveAttributeAsync("data-unread", "0");
        await Expect(phone.Session("Alpha")).ToHaveAttributeAsync("data-mentions", "0");
    }

    [Fact]
    public async Task What_waits_is_seen_on_every_page_until_one_signs_out_and_the_switcher_is_there_too()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Afar", bob);
        await Expect(bob.Session("Afar")).ToBeVisibleAsync();
        await bob.Page.GotoAsync("/settings/profile/");
        await Expect(bob.Page).ToHaveTitleAsync("Profile · Settings · Chat");
        await ada.SayAsync($"@{bob.Username}, where are you?");
        await Expect(bob.Page).ToHaveTitleAsync("(1) Profile · Settings · Chat");
        await Expect(bob.Page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", "/icon-mention.svg");
        await Expect(bob.Page.GetByTestId("connection")).ToHaveAttributeAsync("data-state", "online");

        await bob.Page.Keyboard.PressAsync("Control+k");
        await bob.Page.GetByTestId("switcher").FillAsync("@nobody-of-that-name");
        await Expect(bob.Page.GetByText("Nothing by that name.")).ToBeVisibleAsync();
        await bob.Page.Keyboard.PressAsync("Escape");
        await bob.Page.GotoAsync("/");
        await bob.Page.GetByTestId("new-session").ClickAsync();
        await bob.Page.GetByTestId("session-name").FillAsync("half a name");
        await bob.Page.Keyboard.PressAsync("Control+k");
        await Expect(bob.Page.GetByTestId("session-name")).ToHaveValueAsync("half a name");
        await Expect(bob.Page.GetByTestId("switcher")).ToHaveCountAsync(0);
        await bob.Page.Keyboard.PressAsync("Escape");

        await bob.SignOutAsync();
        await Expect(bob.Page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", "/icon.svg");
        await Expect(bob.Page).Not.ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"\(1\)"));
    }

    [Fact]
    public async Task A_few_letters_lead_to_a_session_or_to_a_person_and_nobody_is_written_to_in_two_places()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Quarterly planning");
        var planning = ada.Page.Url;
        await ada.CreateSessionAsync("Lunch");
        await ada.Page.Keyboard.PressAsync("Control+k");
        await ada.Page.GetByTestId("switcher").FillAsync("qtr plan");
        await Expect(ada.Page.GetByTestId("switcher-option").First).ToContainTextAsync("Quarterly planning");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(planning);

        await ada.Page.Keyboard.PressAsync("Control+k");
        await ada.Page.GetByTestId("switcher").FillAsync(bob.Username);
        await Expect(ada.Page.GetByTestId("switcher-option")).ToContainTextAsync([$"@{bob.Username}"]);
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).Not.ToHaveURLAsync(planning);
        var direct = ada.Page.Url;
        await ada.SayAsync("just you and me");

        await Expect(bob.Session(ada.Username)).ToHaveAttributeAsync("data-unread", "1");
        await bob.Page.GetByTestId("write-to").ClickAsync();
        await bob.Page.GetByTestId("switcher").FillAsync(ada.Username);
        await Expect(bob.Page.GetByTestId("switcher-option").First).ToContainTextAsync($"@{ada.Username}");
        await bob.Page.Keyboard.PressAsync("Enter");
        await Expect(bob.Message("just you and me")).ToBeVisibleAsync();
        Assert.Equal(new Uri(direct).AbsolutePath, new Uri(bob.Page.Url).AbsolutePath);
        await bob.Page.GetByTestId("filter-direct").ClickAsync();
        await Expect(bob.Page.GetByTestId("session-item")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_unread_ones_alone_are_listed_and_the_one_that_is_looked_at_stays()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        foreach (var name in new[] { "Alpha", "Beta", "Gamma" }) await bob.CreateSessionAsync(name, ada);
        await ada.CreateSessionAsync("Delta");
        await ada.UseToolAsync("Beta", "mute");
        await SayInAsync("Alpha");
        await SayInAsync("Beta");
        await Expect(ada.Session("Beta")).ToHaveAttributeAsync("data-unread", "1");

        await ada.Page.GetByTestId("filter-unread").ClickAsync();
        await Expect(ada.Page.GetByTestId("filter-unread")).ToHaveAttributeAsync("aria-pressed", "true");
        await ListsAsync("Alpha", "Beta", "Delta");
        // It must not go from under the pointer because it was just read.
        await ada.OpenSessionAsync("Alpha");
        await Expect(ada.Session("Alpha")).ToHaveAttributeAsync("data-unread", "0");
        await ListsAsync("Alpha", "Beta");
        await SayInAsync("Gamma");
        await ListsAsync("Alpha", "Beta", "Gamma");
        await ada.OpenSessionAsync("Gamma");
        await ListsAsync("Beta", "Gamma");
        // What is read on another device goes, too.
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await phone.OpenSessionAsync("Beta");
        await ListsAsync("Gamma");
        await ada.Page.GetByTestId("filter-all").ClickAsync();
        await ListsAsync("Alpha", "Beta", "Gamma", "Delta");

        async Task SayInAsync(string name)
        {
            await bob.OpenSessionAsync(name);
            await bob.SayAsync($"hello {name}");
            await Expect(bob.Message($"hello {name}")).ToHaveAttributeAsync("data-state", "sent");
        }

        async Task ListsAsync(params string[] names)
        {
            await Expect(ada.Page.GetByTestId("session-item")).ToHaveCountAsync(names.Length);
            foreach (var name in names) await Expect(ada.Session(name)).ToHaveCountAsync(1);
        }
    }

    [Fact]
    public async Task Notifications_are_offered_once_there_is_somebody_to_hear_from_and_not_again_after_a_no()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        var prompt = ada.Page.GetByTestId("notify-prompt");
        await ada.CreateSessionAsync("Alone");
        await Expect(prompt).ToHaveCountAsync(0);
        await bob.CreateSessionAsync("Together", ada);
        await Expect(prompt).ToBeVisibleAsync();
        await ada.Page.GetByTestId("notify-decline").ClickAsync();
        await Expect(prompt).ToHaveCountAsync(0);
        await ada.Page.ReloadAsync();
        await Expect(ada.Session("Together")).ToBeVisibleAsync();
        await Expect(prompt).ToHaveCountAsync(0);

        // Another device is asked for itself; the browser asks after a yes alone, and its answer stands.
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await Expect(phone.Page.GetByTestId("notify-prompt")).ToBeVisibleAsync();
        Assert.Equal("default", await phone.Page.EvaluateAsync<string>("Notification.permission"));
        await phone.Context.GrantPermissionsAsync(["notifications"]);
        await phone.Page.GetByTestId("notify-allow").ClickAsync();
        await Expect(phone.Page.GetByTestId("notify-prompt")).ToHaveCountAsync(0);
        await bob.SayAsync($"@{ada.Username} hello");
        await Eventually.BecomesTrueAsync(
            () => phone.Page.EvaluateAsync<bool>("() => navigator.serviceWorker.getRegistration().then((one) => one.getNotifications()).then((all) => all.length === 1)"), "the phone is notified");
    }

    [Fact]
    public async Task Lists_of_people_go_on_as_far_as_one_looks()
    {
        const int People = 120;
        var mark = $"m{Guid.NewGuid().ToString("N")[..8]}";
        await Parallel.ForAsync(0, People, async (i, _) => await chat.NewUserAsync($"{mark}-{i:000}"));
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");

        await ada.Page.GetByTestId("write-to").ClickAsync();
        await ada.Page.GetByTestId("switcher").FillAsync(mark);
        var people = ada.Page.GetByTestId("switcher-option");
        await Expect(people.First).ToContainTextAsync($"{mark}-000");
        Assert.InRange(await people.CountAsync(), 1, People - 1);
        var names = new HashSet<string>();
        await ScrollToTheEndAsync(people, People);
        foreach (var name in await people.AllTextContentsAsync()) Assert.True(names.Add(name), $"{name} is there once");
        await ada.Page.Keyboard.PressAsync("Escape");

        // By the keys alone, too, and nobody who is chosen is out of view.
        await ada.Page.GetByTestId("new-session").ClickAsync();
        await ada.Page.GetByTestId("people-search").FillAsync(mark);
        var offered = ada.Page.GetByTestId("people-option");
        await Expect(offered.First).ToContainTextAsync($"{mark}-000");
        for (var at = 1; at < People; at++)
        {
            // A key at the end of what is there leads to what comes after only once that is there.
            await Expect(offered.Nth(at)).ToBeAttachedAsync();
            await ada.Page.GetByTestId("people-search").PressAsync("ArrowDown");
            await Expect(offered.Nth(at)).ToHaveAttributeAsync("aria-selected", "true");
        }
        await Expect(offered.Last).ToBeInViewportAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.Locator(".chip")).ToContainTextAsync($"{mark}-{People - 1:000}");
    }

    static async Task ScrollToTheEndAsync(ILocator items, int count) =>
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await items.Last.ScrollIntoViewIfNeededAsync();
                return await items.CountAsync() == count;
            },
            $"{count} are there");

    [Fact]
    public async Task An_invitation_link_leads_in_until_it_is_taken_back()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Open house");
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByTestId("invite").ClickAsync();
        var link = await ada.Page.GetByTestId("invite-link").InputValueAsync();

        await bob.Page.GotoAsync(link);
        await bob.Page.GetByTestId("join").ClickAsync();
        await bob.Page.WaitForURLAsync("**/room/*/");
        await bob.SayAsync("thank you");
        await Expect(ada.Message("thank you")).ToBeVisibleAsync();

        await ada.Page.GetByTestId("revoke").ClickAsync();
        await Expect(ada.Page.GetByTestId("revoke")).ToHaveCountAsync(0);
        await using var eve = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "eve");
        await eve.Page.GotoAsync(link);
        await Expect(eve.Page.GetByText("no longer good")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_mention_notifies_once_with_two_tabs_open_and_not_in_a_muted_session_or_the_one_in_view()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.Context.GrantPermissionsAsync(["notifications"]);
        await ada.CreateSessionAsync("Loud", bob);
        await ada.CreateSessionAsync("Quiet", bob);
        await ada.CreateSessionAsync("Seen", bob);
        await ada.Page.ReloadAsync();
        await ada.UseToolAsync("Quiet", "mute");
        await Expect(ada.Session("Quiet")).ToHaveAttributeAsync("data-muted", "true");
        await ada.OpenSessionAsync("Seen");
        await ada.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        var other = await ada.Context.NewPageAsync();
        await other.GotoAsync("/");
        await Expect(other.GetByTestId("session-item")).ToHaveCountAsync(3);
        await ada.Page.BringToFrontAsync();

        // One notification replaces another of the same tag: what counts is how often one was shown.
        foreach (var page in new[] { ada.Page, other })
        {
            await page.EvaluateAsync(
                """
                () => {
                    const show = ServiceWorkerRegistration.prototype.showNotification;
                    window.shown = 0;
                    ServiceWorkerRegistration.prototype.showNotification = function (...args) { window.shown++; return show.apply(this, args); };
                }
                """);
        }

        foreach (var name in new[] { "Quiet", "Seen", "Loud" })
        {
            await bob.OpenSessionAsync(name);
            await bob.SayAsync($"@{ada.Username} in {name}");
            await Expect(bob.Message($"in {name}")).ToHaveAttributeAsync("data-state", "sent");
        }
        await Expect(ada.Session("Loud")).ToHaveAttributeAsync("data-mentions", "1");
        const string Shown = "() => navigator.serviceWorker.getRegistration().then((one) => one.getNotifications()).then((all) => all.map((one) => one.body))";
        await Eventually.BecomesTrueAsync(async () => (await ada.Page.EvaluateAsync<string[]>(Shown)).Length > 0, "a notification");
        Assert.Equal([$"@{ada.Username} in Loud"], await ada.Page.EvaluateAsync<string[]>(Shown));
        Assert.Equal(1, await ada.Page.EvaluateAsync<int>("window.shown") + await other.EvaluateAsync<int>("window.shown"));
    }
}
