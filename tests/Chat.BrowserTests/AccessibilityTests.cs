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

    /// <summary>Once this can be seen, in every look.</summary>
    static async Task IsAccessibleAsync(IPage page, ILocator shown)
    {
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var found = new List<string>();
        foreach (var (colours, width, height) in Looks)
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
