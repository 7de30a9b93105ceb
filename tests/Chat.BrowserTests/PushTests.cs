using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>
/// Notifications while no page is open, and by mail. A headless Chromium has no push service behind it, so two of its functions are replaced where a test subscribes:
/// <c>PushManager.subscribe</c> and <c>getSubscription</c> answer a subscription at a <see cref="PushServer"/> of ours. All else is the browser's own; messages come to the
/// service worker through the DevTools protocol.
/// </summary>
public sealed partial class PushTests(ChatSystem chat, Chromium chromium)
{
    const string Notifications = "() => navigator.serviceWorker.getRegistration('/').then((one) => one.getNotifications()).then((all) => all.map((one) => [one.title, one.body, one.tag]))";

    static readonly LocatorAssertionsToBeCheckedOptions Patient = new() { Timeout = 20_000 };

    [Fact]
    public async Task A_device_is_notified_from_when_it_is_switched_on_until_it_is_switched_off_or_signs_out()
    {
        await using var service = await PushServer.StartAsync();
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Push", bob);
        await bob.Context.GrantPermissionsAsync(["notifications"]);
        var device = await GivePushServiceAsync(bob, service);
        await bob.Page.GotoAsync("/settings/notifications/");
        var box = bob.Page.GetByTestId("push");
        await Expect(box).ToBeEnabledAsync();
        await Expect(box).Not.ToBeCheckedAsync();
        await box.ClickAsync();
        await Expect(box).ToBeCheckedAsync(Patient);
        await bob.Page.ReloadAsync();
        await Expect(box).ToBeCheckedAsync(Patient);

        await ada.SayAsync($"@{bob.Username} look");
        await Eventually.BecomesTrueAsync(() => !device.Messages.IsEmpty, "the message comes to the device", 60);
        Assert.Equal($"@{bob.Username} look", device.Messages.Single().Body.GetProperty("body").GetString());

        // Whoever wants nothing gets nothing.
        await bob.Page.GetByRole(AriaRole.Radio, new() { Name = "Nothing" }).CheckAsync();
        await Expect(box).Not.ToBeCheckedAsync();
        await Expect(box).ToBeDisabledAsync();
        await bob.Page.ReloadAsync();
        await Expect(box).ToBeDisabledAsync();
        await bob.Page.GetByRole(AriaRole.Radio, new() { Name = "What is meant for me" }).CheckAsync();
        await Expect(box).Not.ToBeCheckedAsync();
        Assert.Equal(0, await SubscriptionsAsync(bob.Page));

        await box.ClickAsync();
        await Expect(box).ToBeCheckedAsync(Patient);
        Assert.Equal(1, await SubscriptionsAsync(bob.Page));
        await bob.Page.GotoAsync("/");
        await bob.SignOutAsync();
        await Eventually.BecomesTrueAsync(() => bob.Page.EvaluateAsync<bool>("() => localStorage.getItem('test-push') === null && localStorage.getItem('push') === null"), "the browser's subscription is gone");
        await bob.SignInAsync();
        await Expect(bob.Page.GetByTestId("new-session")).ToBeVisibleAsync();
        Assert.Equal(0, await SubscriptionsAsync(bob.Page));
        Assert.Empty(service.Complaints);
    }

    [Fact]
    public async Task A_browser_that_may_not_or_cannot_says_why()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var (page, settings) = (ada.Page, ada.Page.GetByTestId("notification-settings"));
        // The push service of this browser is not there: nothing is replaced here.
        await ada.Context.GrantPermissionsAsync(["notifications"]);
        await page.GotoAsync("/settings/notifications/");
        await Eventually.SucceedsAsync(async () =>
        {
            await page.GetByTestId("push").ClickAsync();
            await Expect(settings.GetByRole(AriaRole.Alert)).ToContainTextAsync("The push service of this browser cannot be reached", new() { Timeout = 10_000 });
            return true;
        }, "it says that the browser has no push service");
        await Expect(page.GetByTestId("push")).Not.ToBeCheckedAsync();

        await page.AddInitScriptAsync("delete window.PushManager");
        await page.ReloadAsync();
        await Expect(settings).ToContainTextAsync("This browser cannot do that.");
        await Expect(page.GetByTestId("push")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Mails_are_offered_to_who_has_an_address_and_the_choice_is_kept()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var (page, card, box) = (ada.Page, ada.Page.GetByTestId("mail-notifications"), ada.Page.GetByTestId("mail"));
        await page.GotoAsync("/settings/notifications/");
        await Expect(card).ToContainTextAsync("Your profile has no e-mail address.");
        await Expect(box).ToBeDisabledAsync();
        await card.GetByRole(AriaRole.Link, new() { Name = "Add one" }).ClickAsync();
        await page.GetByTestId("email").FillAsync($"{ada.Username}@example.org");
        await page.GetByTestId("profile-password").FillAsync(ChatUser.Password);
        await page.GetByTestId("save-profile").ClickAsync();
        await Expect(page.GetByTestId("profile").GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved");

        await page.GotoAsync("/settings/notifications/");
        await Expect(box).ToBeCheckedAsync();
        await page.RunAndWaitForResponseAsync(() => box.ClickAsync(), "**/api/users/me/notifications/");
        await Expect(box).Not.ToBeCheckedAsync();
        await page.ReloadAsync();
        await Expect(box).ToBeEnabledAsync();
        await Expect(box).Not.ToBeCheckedAsync();
        await page.RunAndWaitForResponseAsync(() => box.ClickAsync(), "**/api/users/me/notifications/");
        await page.ReloadAsync();
        await Expect(box).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_push_message_is_shown_and_its_click_opens_the_session()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.Context.GrantPermissionsAsync(["notifications"]);
        await ada.CreateSessionAsync("Opened");
        var path = new Uri(ada.Page.Url).AbsolutePath;
        var tag = $"chat-{Room().Match(path).Groups[1].Value}";
        await ada.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");

        var blank = await ada.Context.NewPageAsync();
        var worker = await Worker.AttachAsync(blank, chat.Gateway);
        // A page that is seen tells by itself: this one is not shown.
        await worker.PushAsync(new { title = "Ada in Opened", body = "seen anyway", tag = "chat-0", path });
        await ada.Page.CloseAsync();
        await worker.PushAsync(new { title = "Ada in Opened", body = "an older one", tag, path });
        await worker.PushAsync(new { title = "Ada in Opened", body = "Look!", tag, path });
        // Pages that are none of the app, but of its origin, may ask.
        await blank.GotoAsync(chat.Gateway + "api/auth/me");
        await Eventually.BecomesTrueAsync(async () => (await blank.EvaluateAsync<string[][]>(Notifications)).Any(one => one[1] == "Look!"), "the notification is shown");
        Assert.Equal([["Ada in Opened", "Look!", tag]], await blank.EvaluateAsync<string[][]>(Notifications));

        // A headless browser shows no notification that could be clicked: the click comes as the worker would get it.
        var page = await ada.Context.NewPageAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByTestId("session-item")).ToHaveCountAsync(1);
        await blank.CloseAsync();
        await RunInWorkerAsync(
            page, "registration.getNotifications().then(([notification]) => self.dispatchEvent(new NotificationEvent('notificationclick', { notification })))");
        await page.WaitForURLAsync($"**{path}");
        await Expect(page.Locator("main h1")).ToContainTextAsync("Opened");
        Assert.Empty(await page.EvaluateAsync<string[][]>(Notifications));
    }

    /// <summary>A push service for a browser that has none; what it makes survives a reload, as in a real one.</summary>
    static async Task<PushServer.Device> GivePushServiceAsync(Person person, PushServer service)
    {
        var key = await person.Page.EvaluateAsync<string>("() => fetch('/api/users/me/push-subscriptions/').then((answer) => answer.json()).then((one) => one.public_key)");
        var device = service.Subscribe(key);
        await person.Context.AddInitScriptAsync(
            $$"""
            if (self.PushManager) {
              const kept = 'test-push';
              const subscription = () => localStorage.getItem(kept) === null ? null : {
                endpoint: '{{device.Endpoint}}',
                options: { applicationServerKey: Uint8Array.from(atob(localStorage.getItem(kept).replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)).buffer },
                toJSON: () => ({{JsonSerializer.Serialize(device.Registration)}}),
                unsubscribe: async () => { localStorage.removeItem(kept); return true; },
              };
              PushManager.prototype.getSubscription = async () => subscription();
              PushManager.prototype.subscribe = async ({ applicationServerKey }) => { localStorage.setItem(kept, applicationServerKey); return subscription(); };
            }
            """);
        return device;
    }

    static Task<int> SubscriptionsAsync(IPage page) =>
        page.EvaluateAsync<int>("() => fetch('/api/users/me/push-subscriptions/').then((answer) => answer.json()).then((one) => one.subscriptions.length)");

    /// <summary>Has the service worker of a page's profile run something.</summary>
    static async Task RunInWorkerAsync(IPage page, string script)
    {
        var own = await page.Context.NewCDPSessionAsync(page);
        var profile = (await own.SendAsync("Target.getTargetInfo"))!.Value.GetProperty("targetInfo").GetProperty("browserContextId").GetString();
        var devTools = await page.Context.Browser!.NewBrowserCDPSessionAsync();
        var targets = (await devTools.SendAsync("Target.getTargets"))!.Value.GetProperty("targetInfos").EnumerateArray().ToList();
        var worker = Assert.Single(targets, one => one.GetProperty("type").GetString() == "service_worker" && one.GetProperty("browserContextId").GetString() == profile);
        var session = (await devTools.SendAsync("Target.attachToTarget", new() { ["targetId"] = worker.GetProperty("targetId").GetString()!, ["flatten"] = false }))!.Value;
        var message = JsonSerializer.Serialize(new { id = 1, method = "Runtime.evaluate", @params = new { expression = script } });
        await devTools.SendAsync("Target.sendMessageToTarget", new() { ["sessionId"] = session.GetProperty("sessionId").GetString()!, ["message"] = message });
        await devTools.DetachAsync();
        await own.DetachAsync();
    }

    [GeneratedRegex("/room/([0-9]+)/")]
    private static partial Regex Room();

    /// <summary>The app's service worker, as the browser's push client reaches it, for as long as the page is open by which it is found.</summary>
    sealed class Worker(ICDPSession devTools, string origin, string registration)
    {
        /// <param name="page">Any, of the same profile.</param>
        /// <param name="gateway">Where the app is.</param>
        public static async Task<Worker> AttachAsync(IPage page, Uri gateway)
        {
            var (devTools, origin) = (await page.Context.NewCDPSessionAsync(page), gateway.GetLeftPart(UriPartial.Authority));
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            devTools.Event("ServiceWorker.workerRegistrationUpdated").OnEvent += (_, told) =>
            {
                foreach (var one in told!.Value.GetProperty("registrations").EnumerateArray())
                {
                    if (one.GetProperty("scopeURL").GetString()!.StartsWith(origin, StringComparison.Ordinal) && !one.GetProperty("isDeleted").GetBoolean())
                        found.TrySetResult(one.GetProperty("registrationId").GetString()!);
                }
            };
            await devTools.SendAsync("ServiceWorker.enable");
            return new Worker(devTools, origin, await found.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        public Task<JsonElement?> PushAsync(object news) => devTools.SendAsync(
            "ServiceWorker.deliverPushMessage", new() { ["origin"] = origin, ["registrationId"] = registration, ["data"] = JsonSerializer.Serialize(news) });
    }
}
