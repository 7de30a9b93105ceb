using System.Globalization;
using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What the app says in which language, and that it fits: on the smallest screen, and in a language that runs from right to left.</summary>
public sealed class LanguageTests(ChatSystem chat, Chromium chromium)
{
    /// <summary>CSS pixels: WCAG 2.2, 1.4.10.</summary>
    const int Narrowest = 320;

    /// <summary>What is wider than the page, by its class; what has a scroll bar of its own may be.</summary>
    const string TooWide = """
        () => [...document.querySelectorAll('body *')].filter((element) => {
          const box = element.getBoundingClientRect();
          if (box.width === 0 || (box.right <= innerWidth + 1 && box.left >= -1) || element.closest('.visually-hidden, [hidden]')) return false;
          for (let around = element.parentElement; around; around = around.parentElement) {
            if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(around).overflowX) && around.getBoundingClientRect().right <= innerWidth + 1) return false;
          }
          return true;
        }).map((element) => `${element.tagName} ${element.className}`)
        """;

    static readonly string[] UserPages =
        ["/settings/profile/", "/settings/notifications/", "/settings/security/", "/settings/sign-ins/", "/settings/data/", "/admin/claim/x/"];

    static readonly string[] AdminPages = ["/admin/", "/admin/users/", "/admin/sessions/", "/admin/audit/", "/admin/site/"];

    [Theory]
    [InlineData("de-AT", "de", "Anmelden", "Konto anlegen")]
    [InlineData("zh-CN", "zh-Hans", "登录", "创建你的账号")]
    [InlineData("en-GB", "en", "Sign in", "Create your account")]
    [InlineData("fr-FR", "en", "Sign in", "Create your account")]
    public async Task The_door_speaks_the_language_of_the_browser(string browser, string tag, string signIn, string register)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString(), Locale = browser });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/login/");
        await Expect(Heading(page, signIn)).ToBeVisibleAsync();
        await Expect(page).ToHaveTitleAsync($"{signIn} · Chat");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", tag);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "ltr");
        await page.GotoAsync("/register/");
        await Expect(Heading(page, register)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_language_chosen_at_the_door_stays_on_the_device_and_loses_nothing_that_was_typed()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.SignOutAsync();
        await ada.Page.GetByTestId("username").FillAsync(ada.Username);
        await ada.Page.GetByTestId("language").FocusAsync();
        await ada.Page.GetByTestId("language").SelectOptionAsync("de");
        await Expect(Heading(ada.Page, "Anmelden")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByTestId("username")).ToHaveValueAsync(ada.Username);
        await Expect(ada.Page.GetByTestId("language")).ToBeFocusedAsync();

        await ada.SignInAsync("not this one");
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Benutzername oder Passwort ist falsch.");
        await ada.Page.ReloadAsync();
        await Expect(Heading(ada.Page, "Anmelden")).ToBeVisibleAsync();
        // What the server says of a field, too.
        await ada.Page.GotoAsync("/register/");
        await ada.Page.GetByTestId("username").FillAsync("a");
        await ada.Page.GetByTestId("password").FillAsync("short");
        await ada.Page.GetByTestId("submit").ClickAsync();
        await Expect(ada.Page.GetByText("Ein Passwort hat 8 bis 128 Zeichen.")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("Ein Benutzername hat 2 bis 32 Zeichen")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_language_of_the_account_is_spoken_on_all_its_devices()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var phone = await ada.OnAnotherDeviceAsync(chromium.Browser);
        await ada.Page.GotoAsync("/settings/profile/");
        await ada.Page.GetByTestId("about").FillAsync("not saved yet");
        await ada.Page.GetByTestId("account-language").FocusAsync();
        await ada.Page.GetByTestId("account-language").SelectOptionAsync("zh");
        await Expect(Heading(ada.Page, "个人资料")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-Hans");
        await Expect(ada.Page.GetByTestId("about")).ToHaveValueAsync("not saved yet");
        await Expect(ada.Page.GetByTestId("account-language")).ToBeFocusedAsync();

        await phone.Page.GotoAsync("/settings/security/");
        await Expect(Heading(phone.Page, "安全")).ToBeVisibleAsync();
        await Expect(phone.Page).ToHaveTitleAsync("安全 · 设置 · Chat");
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "返回会话" }).ClickAsync();
        await Expect(phone.Page.GetByTestId("new-session")).ToHaveAttributeAsync("aria-label", "新会话");

        // Back to the browser's.
        await ada.Page.GetByTestId("account-language").SelectOptionAsync("");
        await Expect(Heading(ada.Page, "Profile")).ToBeVisibleAsync();
        await ada.Page.ReloadAsync();
        await Expect(Heading(ada.Page, "Profile")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("de", @"^\w+, \d{1,2}\. \w+ 20\d\d um (?<time>\d\d:\d\d)$", "jetzt aktiv")]
    [InlineData("zh", @"^20\d\d年\d{1,2}月\d{1,2}日星期.\s?(?<time>\d\d:\d\d)$", "当前在线")]
    public async Task Times_are_written_as_the_language_does_in_the_time_zone_of_the_account(string language, string form, string active)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.Page.GotoAsync("/settings/profile/");
        await ada.Page.GetByTestId("time-zone").ClickAsync();
        await ada.Page.GetByTestId("time-zone").FillAsync("kathmandu");
        await ada.Page.Keyboard.PressAsync("Enter");
        await ada.Page.GetByTestId("save-profile").ClickAsync();
        await Expect(ada.Page.GetByTestId("profile").GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved");
        await ada.Page.GetByTestId("account-language").SelectOptionAsync(language);
        await Expect(ada.Page.Locator("html")).ToHaveAttributeAsync("lang", new Regex($"^{language}"));

        await ada.Page.GotoAsync("/settings/sign-ins/");
        var time = ada.Page.Locator("[data-testid=sign-in] time").First;
        await Expect(time).ToHaveTextAsync(active);
        await Expect(time).ToHaveAttributeAsync("title", new Regex(form));
        var shown = Regex.Match((await time.GetAttributeAsync("title"))!, form).Groups["time"].Value;
        var at = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
        Assert.Equal(at.ToOffset(new TimeSpan(5, 45, 0)).ToString("HH:mm", CultureInfo.InvariantCulture), shown);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("zh-CN")]
    public async Task Pages_fit_the_narrowest_screen(string browser)
    {
        await using var context = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = chat.Gateway.ToString(),
            Locale = browser,
            ViewportSize = new() { Width = Narrowest, Height = 640 },
        });
        var page = await context.NewPageAsync();
        foreach (var path in (string[])["/login/", "/register/", "/forgot/", "/reset/x/", "/nothing/"]) await FitsAsync(page, path);

        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob-with-a-long-name");
        await bob.CreateSessionAsync("Donaudampfschifffahrtsgesellschaftskapitänsversammlung");
        await admin.Page.SetViewportSizeAsync(Narrowest, 640);
        await admin.Page.EvaluateAsync("(language) => localStorage.setItem('language', language)", browser);
        foreach (var path in UserPages.Concat(AdminPages)) await FitsAsync(admin.Page, path);

        await admin.Page.GotoAsync("/settings/data/");
        await admin.Page.GetByTestId("delete-account").ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        Assert.Empty(await admin.Page.EvaluateAsync<string[]>(TooWide));
        await admin.Page.GotoAsync("/admin/users/");
        await admin.Page.GetByTestId("user-row").First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(admin.Page.GetByTestId("panel")).ToBeVisibleAsync();
        Assert.Empty(await admin.Page.EvaluateAsync<string[]>(TooWide));
    }

    /// <summary>There is no such translation yet; whoever adds one must find pages that go along with it.</summary>
    [Theory]
    [InlineData(1280)]
    [InlineData(Narrowest)]
    public async Task Pages_can_run_from_right_to_left(int width)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.Page.SetViewportSizeAsync(width, 800);
        foreach (var path in UserPages)
        {
            await ada.Page.GotoAsync(path);
            await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await ada.Page.EvaluateAsync("() => { document.documentElement.dir = 'rtl' }");
            Assert.Empty(await ada.Page.EvaluateAsync<string[]>(TooWide));
            if (!path.StartsWith("/settings/", StringComparison.Ordinal) || width == Narrowest) continue;

            var side = await ada.Page.Locator(".frame-side").BoundingBoxAsync();
            var main = await ada.Page.Locator(".frame-main").BoundingBoxAsync();
            Assert.True(side!.X > main!.X, "what leads to the other pages is on the right");
        }
    }

    [Fact]
    public async Task Nothing_moves_for_those_who_do_not_want_it()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        foreach (var path in UserPages.Append("/forgot/").Append("/nothing/").Append("/"))
        {
            await ada.Page.GotoAsync(path);
            await Expect(ada.Page.Locator("button, a, input").First).ToBeVisibleAsync();
            var moving = await ada.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('*')].flatMap((element) => [null, '::before', '::after'].flatMap((part) => {
                  const { animationDuration, animationName, transitionDuration } = getComputedStyle(element, part);
                  const still = parseFloat(transitionDuration) === 0 && (animationName === 'none' || parseFloat(animationDuration) <= 0.001);
                  return still ? [] : [`${element.tagName} ${element.className} ${part ?? ''}`];
                }))
                """);
            Assert.Empty(moving);
        }
    }

    static async Task FitsAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        // What is read after the page is there belongs to it.
        await Expect(page.Locator(".loading, [aria-busy=true]")).ToHaveCountAsync(0);
        Assert.Equal((path, Narrowest), (path, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")));
        Assert.Equal([path], [path, .. await page.EvaluateAsync<string[]>(TooWide)]);
    }

    static ILocator Heading(IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1, Exact = true });
}
