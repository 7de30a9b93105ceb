using Chat.Testing;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>No page breaks a rule of WCAG 2.2, A or AA, that axe can check: light on a wide screen, dark on a phone.</summary>
public sealed class AccessibilityTests(ChatSystem chat, Chromium chromium)
{
    static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    static readonly (ColorScheme Colours, int Width, int Height)[] Looks = [(ColorScheme.Light, 1440, 900), (ColorScheme.Dark, 390, 844)];

    [Theory]
    [InlineData("/login/")]
    [InlineData("/register/")]
    [InlineData("/forgot/")]
    [InlineData("/reset/a.b-c/")]
    [InlineData("/nothing/")]
    public async Task Pages_for_everybody_are_accessible(string path)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString(), ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await IsAccessibleAsync(page, page.GetByRole(AriaRole.Heading, new() { Level = 1 }));
    }

    [Fact]
    public async Task The_page_of_the_api_is_accessible()
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString(), ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/docs/api/");
        await IsAccessibleAsync(page, page.GetByText("/api/sessions").First);
    }

    [Theory]
    [InlineData("/settings/profile/", "save-profile")]
    [InlineData("/settings/notifications/", "push")]
    [InlineData("/settings/security/", "change-password")]
    [InlineData("/settings/sign-ins/", "sign-in")]
    [InlineData("/settings/data/", "delete-account")]
    [InlineData("/admin/claim/not-the-token/", "claim")]
    [InlineData("/search/?q=word", "search-count")]
    [InlineData("/", "new-session")]
    public async Task Pages_of_a_user_are_accessible(string path, string shows)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        if (path == "/") await ada.CreateSessionAsync("A first one");
        await ada.Page.GotoAsync(path);
        await IsAccessibleAsync(ada.Page, ada.Page.GetByTestId(shows).First);
    }

    [Theory]
    [InlineData("/settings/data/", "delete-account")]
    [InlineData("/settings/security/", "enable-two-factor")]
    [InlineData("/settings/security/", "set-up-key")]
    [InlineData("/settings/sign-ins/", "end-other-sign-ins")]
    [InlineData("/", "new-session")]
    [InlineData("/", "write-to")]
    [InlineData("/", "jump")]
    public async Task Dialogs_are_accessible(string path, string opens)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await ada.Page.GotoAsync(path);
        await ada.Page.GetByTestId(opens).ClickAsync();
        await IsAccessibleAsync(ada.Page, ada.Page.GetByRole(AriaRole.Dialog));
    }

    [Fact]
    public async Task A_room_is_accessible()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("A room to look at", bob);
        await ada.SayAsync("Have you seen https://example.org/ today?");
        await bob.OpenSessionAsync("A room to look at");
        await bob.SayAsync("Not yet.\nLater.");
        await Expect(ada.Message("Not yet.")).ToBeVisibleAsync();
        await ada.SayAsync("Never mind");
        await Expect(ada.Message("Never mind")).ToHaveAttributeAsync("data-state", "sent");
        await IsAccessibleAsync(ada.Page, ada.Message("Never mind"));

        // Its details, beside it on a wide screen and over it on a phone.
        await ada.Page.SetViewportSizeAsync(Looks[0].Width, Looks[0].Height);
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await IsAccessibleAsync(ada.Page, ada.Page.GetByTestId("leave-session"));
    }

    [Fact]
    public async Task What_opens_in_a_room_is_accessible()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("A room to use", bob);
        await ada.SayAsync("something said");
        await Expect(ada.Message("something said")).ToHaveAttributeAsync("data-state", "sent");
        var page = ada.Page;

        await page.GetByTestId("composer").FillAsync("# What\n- will\n- be said");
        await page.GetByTestId("toggle-preview").ClickAsync();
        await IsAccessibleAsync(page, page.GetByTestId("preview"));
        await page.GetByTestId("composer").FillAsync("");
        await page.GetByTestId("composer").PressSequentiallyAsync($"@{bob.Username[..5]}");
        await IsAccessibleAsync(page, page.GetByTestId("completion"));
        await page.GetByTestId("composer").FillAsync("");

        await page.GetByTestId("add-emoji").ClickAsync();
        await Expect(page.Locator(".picker-emoji").First).ToBeVisibleAsync();
        await IsAccessibleAsync(page, page.GetByTestId("emoji-picker"));
        await page.Keyboard.PressAsync("Escape");

        await page.Locator(".log").HoverAsync();
        await page.GetByTestId("jump-date").ClickAsync();
        await IsAccessibleAsync(page, page.GetByTestId("date"));
        await page.Keyboard.PressAsync("Escape");

        await page.SetViewportSizeAsync(Looks[0].Width, Looks[0].Height);
        await Person.UseAsync(ada.Message("something said"), "who-read");
        await IsAccessibleAsync(page, page.GetByTestId("readers"));
        await page.Keyboard.PressAsync("Escape");
        await page.SetViewportSizeAsync(Looks[0].Width, Looks[0].Height);
        await page.GetByTestId("session-details").ClickAsync();
        await page.GetByTestId("invite").ClickAsync();
        await using var carl = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "carl");
        await carl.Page.GotoAsync(await page.GetByTestId("invite-link").InputValueAsync());
        await IsAccessibleAsync(carl.Page, carl.Page.GetByTestId("join"));
    }

    [Fact]
    public async Task Files_are_accessible_on_their_way_in_a_message_and_as_large_as_the_screen()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Files to look at");
        await ada.Page.GetByTestId("file-input").SetInputFilesAsync(
        [
            new FilePayload { Name = "sea.png", MimeType = "image/png", Buffer = await ada.PaintAsync("#1565c0") },
            new FilePayload { Name = "wood.png", MimeType = "image/png", Buffer = await ada.PaintAsync("#2e7d32") },
            new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = "Some notes"u8.ToArray() },
            new FilePayload { Name = "broken.gif", MimeType = "image/gif", Buffer = "GIF89a and no more"u8.ToArray() },
        ]);
        var uploads = ada.Page.GetByTestId("upload");
        foreach (var name in new[] { "sea.png", "wood.png", "notes.txt" })
            await Expect(uploads.Filter(new() { HasText = name })).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 30_000 });
        await Expect(uploads.Filter(new() { HasText = "broken.gif" })).ToHaveAttributeAsync("data-state", "failed", new() { Timeout = 30_000 });
        // One that does not get through, and one that somebody has stopped.
        await ada.Page.RouteAsync("**/api/uploads/**", route => route.AbortAsync());
        await ada.Page.GetByTestId("file-input").SetInputFilesAsync(
        [
            new FilePayload { Name = "stuck.txt", MimeType = "text/plain", Buffer = "stuck"u8.ToArray() }, new FilePayload { Name = "paused.txt", MimeType = "text/plain", Buffer = "paused"u8.ToArray() },
        ]);
        await Expect(uploads.Filter(new() { HasText = "stuck.txt" })).ToHaveAttributeAsync("data-state", "stuck", new() { Timeout = 30_000 });
        await ada.Page.GetByLabel("Pause paused.txt").ClickAsync();
        await Expect(uploads.Filter(new() { HasText = "paused.txt" })).ToHaveAttributeAsync("data-state", "paused");
        await IsAccessibleAsync(ada.Page, uploads.First);

        foreach (var name in new[] { "broken.gif", "stuck.txt", "paused.txt" }) await ada.Page.GetByLabel($"Remove {name}").ClickAsync();
        await ada.SayAsync("Two pictures and a text");
        await Expect(ada.Message("Two pictures")).ToHaveAttributeAsync("data-state", "sent");
        await IsAccessibleAsync(ada.Page, ada.Page.GetByTestId("document"));
        await ada.Page.GetByTestId("picture").First.ClickAsync();
        await IsAccessibleAsync(ada.Page, ada.Page.GetByTestId("lightbox"));
    }

    [Fact]
    public async Task The_sheet_under_a_finger_is_accessible()
    {
        await using var ada = await Person.SignUpAsync(
            await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString(), HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 844 } }), "ada");
        await ada.CreateSessionAsync("Under a finger");
        await ada.SayAsync("hold me");
        await Expect(ada.Message("hold me")).ToHaveAttributeAsync("data-state", "sent");
        await ada.HoldAsync(ada.Message("hold me"));
        await IsAccessibleAsync(ada.Page, ada.Page.GetByTestId("sheet-delete"));
    }

    [Fact]
    public async Task What_was_not_sent_is_accessible()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Refusals", bob);
        await bob.OpenSessionAsync("Refusals");
        await bob.Context.SetOfflineAsync(true);
        await Expect(bob.Page.GetByTestId("connection")).Not.ToHaveAttributeAsync("data-state", "online", new() { Timeout = 60_000 });
        await bob.SayAsync("too late");
        await IsAccessibleAsync(bob.Page, bob.Message("too late"));
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByTestId("close-session").ClickAsync();
        await Expect(ada.Page.GetByText("This session is closed.")).ToBeVisibleAsync();
        await bob.Context.SetOfflineAsync(false);
        await Expect(bob.Message("too late")).ToHaveAttributeAsync("data-state", "failed", new() { Timeout = 60_000 });
        await IsAccessibleAsync(bob.Page, bob.Message("too late").GetByTestId("retry"));
    }

    [Fact]
    public async Task What_a_search_has_found_is_accessible()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        foreach (var name in new[] { "Kitchen", "Garden" })
        {
            await ada.CreateSessionAsync(name);
            await ada.SayAsync($"the walrus in the {name}");
            await Expect(ada.Message("walrus")).ToHaveAttributeAsync("data-state", "sent");
        }
        await ada.Page.GotoAsync($"/search/?q=walrus+from%3Ame");
        await Expect(ada.Page.GetByTestId("search-facet")).ToHaveCountAsync(2);
        await IsAccessibleAsync(ada.Page, ada.Page.GetByTestId("search-hit").First);
        await ada.Page.GetByTestId("search-input").FillAsync("walrus \"and a");
        await IsAccessibleAsync(ada.Page, ada.Page.GetByTestId("search-problem"));
    }

    [Fact]
    public async Task What_leads_to_a_key_and_compares_it_is_accessible()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await EncryptionTests.CreateAsync(ada, "Sealed", bob);
        await ada.SayAsync("nobody else reads this");
        await bob.OpenSessionAsync("Sealed");
        await IsAccessibleAsync(bob.Page, bob.Page.GetByTestId("key-bar-act"));
        await bob.Page.GetByTestId("key-bar-act").ClickAsync();
        await IsAccessibleAsync(bob.Page, bob.Page.GetByTestId("make-key"));
        await bob.Page.GetByTestId("make-key").ClickAsync();
        await IsAccessibleAsync(bob.Page, bob.Page.GetByTestId("recovery-code"));
        await bob.Page.GetByTestId("code-kept").CheckAsync();
        await bob.Page.GetByTestId("finish-key").ClickAsync();
        await Expect(bob.Message("nobody else reads this")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await bob.Page.SetViewportSizeAsync(Looks[0].Width, Looks[0].Height);
        await bob.Page.GetByTestId("session-details").ClickAsync();
        await Expect(bob.Page.GetByTestId("person-key").First).ToHaveAttributeAsync("data-key", "seen", new() { Timeout = 30_000 });
        // On a phone the panel is another one, and what it had opened goes with it.
        foreach (var look in Looks)
        {
            await bob.Page.SetViewportSizeAsync(look.Width, look.Height);
            await bob.Page.GetByTestId("person-key").First.ClickAsync();
            await IsAccessibleAsync(bob.Page, bob.Page.GetByTestId("security-number"), look);
        }

        await using var phone = await bob.OnAnotherDeviceAsync(chromium.Browser);
        await phone.OpenSessionAsync("Sealed");
        await phone.Page.GetByTestId("key-bar-act").ClickAsync();
        await phone.Page.GetByTestId("recovery-code-input").FillAsync("not a code");
        await phone.Page.GetByTestId("use-code").ClickAsync();
        await IsAccessibleAsync(phone.Page, phone.Page.GetByText("This is not your recovery code"));
    }

    [Fact]
    public async Task Nothing_moves_in_a_room_for_whom_motion_is_too_much()
    {
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await using var ada = await Person.SignUpAsync(await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString(), ReducedMotion = ReducedMotion.Reduce }), "ada");
        await bob.CreateSessionAsync("Still life", ada);
        await bob.SayAsync("a question");
        await Expect(bob.Message("a question")).ToHaveAttributeAsync("data-state", "sent");
        await ada.OpenSessionAsync("Still life");
        // What takes longer than a millisecond at any time from now on.
        await ada.Page.EvaluateAsync(
            """
            () => {
              window.moved = new Set();
              const look = () => {
                for (const animation of document.getAnimations()) {
                  const { duration, easing } = animation.effect.getTiming();
                  const steps = animation.effect.getKeyframes().every((frame) => frame.easing.startsWith('steps'));
                  if (duration > 1 && !steps) window.moved.add(animation.animationName ?? animation.transitionProperty);
                }
                requestAnimationFrame(look);
              };
              look();
            }
            """);
        await Person.UseAsync(ada.Message("a question"), "reply");
        await ada.SayAsync("an answer");
        await bob.SayAsync("and another");
        await Expect(ada.Message("and another")).ToBeVisibleAsync();
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await Expect(ada.Page.GetByTestId("leave-session")).ToBeVisibleAsync();
        await ada.Message("an answer").GetByTestId("quote").ClickAsync();
        // Where one was led to is seen all the same.
        var marked = ada.Page.Locator(".row[data-marked=true]");
        await Expect(marked).ToContainTextAsync("a question");
        Assert.Contains(2400, await marked.EvaluateAsync<int[]>("row => row.getAnimations().map((animation) => animation.effect.getTiming().duration)"));
        Assert.Empty(await ada.Page.EvaluateAsync<string[]>("() => [...window.moved]"));

        // For everybody else things do move.
        await ada.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        await ada.Page.GetByTestId("toggle-muted").HoverAsync();
        await Eventually.BecomesTrueAsync(() => ada.Page.EvaluateAsync<bool>("() => window.moved.size > 0"), "something moves");
    }

    [Theory]
    [InlineData("/admin/", "chart")]
    [InlineData("/admin/users/", "user-row")]
    [InlineData("/admin/sessions/", "session-row")]
    [InlineData("/admin/audit/", "audit-row")]
    [InlineData("/admin/site/", "site-retention")]
    public async Task Pages_of_administration_are_accessible(string path, string shows)
    {
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await bob.CreateSessionAsync("Something to administer");
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await admin.Page.GotoAsync(path);
        await IsAccessibleAsync(admin.Page, admin.Page.GetByTestId(shows).First);
        if (!shows.EndsWith("-row", StringComparison.Ordinal) || path == "/admin/audit/") return;

        await admin.Page.SetViewportSizeAsync(Looks[0].Width, Looks[0].Height);
        await admin.Page.GetByTestId(shows).First.GetByRole(AriaRole.Link).First.ClickAsync();
        await IsAccessibleAsync(admin.Page, admin.Page.GetByTestId("panel"));
    }

    /// <summary>Once this can be seen, in every look, or in these.</summary>
    static async Task IsAccessibleAsync(IPage page, ILocator shown, params (ColorScheme Colours, int Width, int Height)[] looks)
    {
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var found = new List<string>();
        foreach (var (colours, width, height) in looks.Length == 0 ? Looks : looks)
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new() { ColorScheme = colours });
            await Expect(shown).ToBeVisibleAsync();
            var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Rules] } });
            Assert.NotEmpty(result.Passes);
            found.AddRange(
                from rule in result.Violations
                from node in rule.Nodes
                select $"{colours} {width}: {rule.Id}: {rule.Help}\n    {node.Html}\n    {string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))}");
        }
        Assert.True(found.Count == 0, $"{page.Url}\n{string.Join("\n", found)}");
    }
}
