using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What administrators do in the browser, and what it does to others.</summary>
public sealed class AdminTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task The_link_makes_one_administrator_and_no_second()
    {
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await admin.Page.GotoAsync("/");
        await admin.Page.GetByTestId("account-menu").ClickAsync();
        await admin.Page.GetByTestId("open-admin").ClickAsync();
        await Expect(admin.Page.GetByTestId("chart")).ToHaveCountAsync(3);
        await Expect(admin.Page).ToHaveTitleAsync("Overview · Administration · Chat");

        await using var eve = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "eve");
        await eve.Page.GotoAsync($"/admin/claim/{ChatSystem.ClaimToken}/");
        await eve.Page.GetByTestId("claim").ClickAsync();
        await Expect(eve.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link does not work");
        await eve.Page.GotoAsync("/admin/");
        await Expect(eve.Page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_user_is_found_and_deactivated_with_a_reason_that_the_audit_log_tells()
    {
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await using var eve = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "eve");
        var page = admin.Page;
        await page.GotoAsync("/admin/users/");
        await page.GetByTestId("search").FillAsync(eve.Username);
        await Expect(page.GetByTestId("user-row")).ToHaveCountAsync(1);
        await page.GetByTestId("user-row").Filter(new() { HasText = eve.Username }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"/admin/users/\d+/\?q="));
        await page.GetByTestId("deactivate").ClickAsync();
        await page.GetByTestId("reason").FillAsync($"No longer here: {eve.Username}");
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("panel")).ToContainTextAsync("Deactivated");
        await Expect(page.GetByTestId("user-row")).ToContainTextAsync("Deactivated");
        await Expect(eve.Page.GetByTestId("password")).ToBeVisibleAsync();
        await eve.SignInAsync();
        await Expect(eve.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await page.ReloadAsync();
        await page.GetByTestId("reactivate").ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("deactivate")).ToBeVisibleAsync();
        await eve.SignInAsync();
        await Expect(eve.Page.GetByTestId("new-session")).ToBeVisibleAsync();

        await page.GotoAsync("/admin/audit/");
        await page.GetByTestId("search").FillAsync($"No longer here: {eve.Username}");
        await Expect(page.GetByTestId("audit-row")).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("audit-row")).ToContainTextAsync($"{admin.Username} deactivated {eve.Username}");
    }

    [Fact]
    public async Task Messages_are_read_for_a_reason_only_and_one_is_deleted_before_everybodys_eyes()
    {
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        var name = $"Complaint {bob.Username}";
        await bob.CreateSessionAsync(name);
        await bob.SayAsync("a friendly word");
        await bob.SayAsync("an unfriendly word");
        await Expect(bob.Message("an unfriendly word")).ToHaveAttributeAsync("data-state", "sent");

        var page = admin.Page;
        await page.GotoAsync("/admin/sessions/");
        await page.GetByTestId("search").FillAsync(name);
        await page.GetByTestId("session-row").Filter(new() { HasText = name }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByTestId("panel")).ToContainTextAsync(bob.Username);
        await page.GetByTestId("read-messages").ClickAsync();
        await page.GetByTestId("reason").FillAsync("too short");
        await Expect(page.GetByTestId("confirm")).ToBeDisabledAsync();
        await Expect(page.GetByTestId("content-message")).ToHaveCountAsync(0);
        await page.GetByTestId("reason").FillAsync("Somebody complained about it");
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("content-message")).ToHaveCountAsync(2);

        // Instances write down what they did a moment later.
        await Eventually.BecomesTrueAsync(async () =>
        {
            await page.GetByTestId("content-message").First.GetByTestId("trace-message").ClickAsync();
            await Expect(page.GetByTestId("trace")).ToBeVisibleAsync();
            var isNoted = await page.GetByTestId("trace").Locator("[data-step=sent]").CountAsync() > 0 && await page.GetByTestId("trace").Locator("[data-step=committed]").CountAsync() > 0;
            if (isNoted) await Expect(page.GetByTestId("trace")).ToContainTextAsync("1 connection");
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.GetByTestId("trace")).ToHaveCountAsync(0);
            return isNoted;
        }, "the way of the message is shown");

        await page.GetByTestId("content-message").Filter(new() { HasText = "an unfriendly word" }).GetByTestId("delete-message").ClickAsync();
        await page.GetByTestId("reason").FillAsync("An insult");
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("content-message").Last).ToContainTextAsync("Message deleted");
        await Expect(bob.Message("an unfriendly word")).ToHaveCountAsync(0);
        await Expect(bob.Message("a friendly word")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_is_closed_reopened_and_deleted()
    {
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        var name = $"Closing {bob.Username}";
        await bob.CreateSessionAsync(name);
        var page = admin.Page;
        await page.GotoAsync("/admin/sessions/");
        await page.GetByTestId("search").FillAsync(name);
        await Expect(page.GetByTestId("session-row")).ToHaveCountAsync(1);
        await page.GetByTestId("session-row").Filter(new() { HasText = name }).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByTestId("close-session").ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("session-row")).ToContainTextAsync("Closed");
        await Expect(bob.Page.GetByTestId("composer")).ToHaveCountAsync(0);
        await page.GetByTestId("reopen-session").ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(bob.Page.GetByTestId("composer")).ToBeVisibleAsync();
        await page.GetByTestId("delete-session").ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("session-row")).ToHaveCountAsync(0);
        await Expect(page).ToHaveURLAsync(new Regex(@"/admin/sessions/\?q="));
        await Expect(bob.Session(name)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_search_outlives_a_look_at_a_row_a_reload_and_the_way_back()
    {
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await using var eve = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "eve");
        var page = admin.Page;
        await page.GotoAsync("/admin/users/");
        await Expect(page.GetByTestId("user-row").Nth(1)).ToBeVisibleAsync();
        // At once, before the search is asked for: nobody waits for a list.
        await page.GetByTestId("search").FillAsync(eve.Username);
        await page.GetByTestId("user-row").First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByTestId("panel")).ToBeVisibleAsync();
        await SearchIsKeptAsync();
        await page.ReloadAsync();
        await Expect(page.GetByTestId("panel")).ToBeVisibleAsync();
        await SearchIsKeptAsync();
        await page.GetByTestId("panel").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByTestId("panel")).ToHaveCountAsync(0);
        await SearchIsKeptAsync();

        await page.GetByTestId("filter").SelectOptionAsync("deactivated");
        await Expect(page.GetByTestId("user-row")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(page.GetByTestId("audit-row").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page.GetByTestId("filter")).ToHaveValueAsync("deactivated");
        await page.GetByTestId("filter").SelectOptionAsync("");
        await SearchIsKeptAsync();

        async Task SearchIsKeptAsync()
        {
            await Expect(page.GetByTestId("search")).ToHaveValueAsync(eve.Username);
            await Expect(page.GetByTestId("user-row")).ToHaveCountAsync(1);
            await Expect(page.GetByTestId("user-row")).ToContainTextAsync(eve.Username);
        }
    }

    [Fact]
    public async Task A_role_that_is_taken_is_gone_at_once()
    {
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await using var eve = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "eve");
        var page = admin.Page;
        await page.GotoAsync("/admin/users/");
        await page.GetByTestId("search").FillAsync(eve.Username);
        await page.GetByTestId("user-row").Filter(new() { HasText = eve.Username }).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByTestId("make-admin").ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("panel")).ToContainTextAsync("Administrator");
        await eve.Page.GotoAsync("/admin/users/");
        await Expect(eve.Page.GetByTestId("user-row").First).ToBeVisibleAsync();

        await page.GetByTestId("remove-admin").ClickAsync();
        await page.GetByTestId("confirm").ClickAsync();
        await Expect(page.GetByTestId("make-admin")).ToBeVisibleAsync();
        await eve.Page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(eve.Page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();
    }
}
