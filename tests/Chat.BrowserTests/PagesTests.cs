using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>Addresses: what is there, what is not, and that signing in on the way loses none.</summary>
public sealed class PagesTests(ChatSystem chat, Chromium chromium)
{
    [Theory]
    [InlineData("/", 200)]
    [InlineData("/chat/", 200)]
    [InlineData("/room/5", 200)]
    [InlineData("/chat/room/5/", 200)]
    [InlineData("/login/", 200)]
    [InlineData("/sign-in/", 200)]
    [InlineData("/register/", 200)]
    [InlineData("/forgot/", 200)]
    [InlineData("/reset/a.b-c/", 200)]
    [InlineData("/settings/", 200)]
    [InlineData("/settings/sign-ins/", 200)]
    [InlineData("/admin/", 200)]
    [InlineData("/admin/users/7/", 200)]
    [InlineData("/admin/sessions/", 200)]
    [InlineData("/admin/audit", 200)]
    [InlineData("/admin/site/", 200)]
    [InlineData("/invite/abc/", 200)]
    [InlineData("/search/", 200)]
    [InlineData("/admin/claim/abc/", 200)]
    [InlineData("/nothing/", 404)]
    [InlineData("/index.php", 404)]
    [InlineData("/room/5.x", 404)]
    [InlineData("/admin/site/7/", 404)]
    [InlineData("/room/x/", 404)]
    [InlineData("/settings/nothing/", 404)]
    [InlineData("/admin/nothing/", 404)]
    [InlineData("/chat/nothing/", 404)]
    public async Task The_gateway_and_the_app_agree_on_what_is_a_page(string path, int status)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString() });
        var page = await context.NewPageAsync();
        var notFound = page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" });
        var signIn = page.GetByTestId("submit");
        // Twice: a page that the browser keeps must not turn into another one, or into nothing.
        for (var visit = 1; visit <= 2; visit++)
        {
            var reply = await page.GotoAsync(path);
            Assert.Equal((status, "text/html"), (reply!.Status, reply.Headers["content-type"]));
            await Expect(status == 404 ? notFound : signIn).ToBeVisibleAsync();
        }
        if (status != 404) return;
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to your sessions" }).ClickAsync();
        await Expect(signIn).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/settings/sign-ins/", "Sign-ins")]
    [InlineData("/settings/security/", "Security")]
    // Not an administrator: for them nothing is there.
    [InlineData("/admin/users/", "There is nothing here")]
    public async Task A_link_into_settings_or_administration_survives_signing_in_and_a_reload(string path, string heading)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.SignOutAsync();
        await ada.Page.GotoAsync(path);
        await Expect(ada.Page).ToHaveURLAsync(new Regex("/login/"));
        await ada.SignInAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();
        await Expect(ada.Page).ToHaveURLAsync(new Uri(chat.Gateway, path).ToString());
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();
        await Expect(ada.Page).ToHaveURLAsync(new Uri(chat.Gateway, path).ToString());
    }

    [Fact]
    public async Task The_user_menu_leads_to_the_settings_and_back_by_keyboard_alone()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var menu = ada.Page.GetByTestId("account-menu");
        await menu.FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByTestId("open-settings")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByTestId("open-admin")).ToHaveCountAsync(0);
        await ada.Page.Keyboard.PressAsync("Tab");
        await Expect(ada.Page.GetByTestId("open-settings")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Page.GetByTestId("open-settings")).ToBeHiddenAsync();
        await Expect(menu).ToBeFocusedAsync();

        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.Page.Keyboard.PressAsync("Tab");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new Regex("/settings/profile/$"));
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Sign-ins" }).ClickAsync();
        await Expect(ada.Page).ToHaveTitleAsync("Sign-ins · Settings · Chat");
        await ada.Page.GoBackAsync();
        await Expect(ada.Page).ToHaveTitleAsync("Profile · Settings · Chat");
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the sessions" }).ClickAsync();
        await Expect(ada.Page.GetByTestId("new-session")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(768, 1024)]
    [InlineData(1440, 900)]
    public async Task The_list_and_the_session_fit_screens_of_every_width(int width, int height)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("A session with a name that is longer than a phone is wide, as some people give them");
        await ada.SayAsync($"https://example.org/{new string('x', 300)}");
        await Expect(ada.Messages).ToHaveCountAsync(1);
        var room = ada.Page.Url;
        await ada.Page.SetViewportSizeAsync(width, height);
        foreach (var path in new[] { room, "/", "/settings/profile/" })
        {
            await ada.Page.GotoAsync(path);
            await Expect(path == room ? ada.Messages.First : path == "/" ? ada.Session("A session").First : ada.Page.GetByTestId("display-name")).ToBeVisibleAsync();
            Assert.Equal(width, await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
        // Side by side where there is room for both; else one at a time.
        await ada.Page.GotoAsync(room);
        await Expect(ada.Page.GetByTestId("composer")).ToBeInViewportAsync();
        await Expect(ada.Session("A session")).ToBeVisibleAsync(new() { Visible = width >= 768 });
    }

    [Fact]
    public async Task Nothing_on_the_new_pages_breaks_the_content_security_policy()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var refused = new List<string>();
        ada.Page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) refused.Add(message.Text);
        };
        foreach (var path in (string[])["/settings/profile/", "/settings/security/", "/settings/sign-ins/", "/settings/data/", "/admin/", "/forgot/", "/reset/x/"])
        {
            await ada.Page.GotoAsync(path);
            await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        }
        Assert.Empty(refused);
    }
}
