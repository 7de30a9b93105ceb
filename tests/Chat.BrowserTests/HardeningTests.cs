using System.Text.RegularExpressions;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What others write, and other sites, can do nothing to who looks at it in a real browser.</summary>
public sealed class HardeningTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task Whatever_people_write_is_text_wherever_it_is_shown()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        var trouble = Watch(ada.Page).Concat(Watch(admin.Page));
        var api = ada.Page.APIRequest;
        var rooms = new List<(long Id, string Text)>();
        foreach (var text in Harmful.Texts)
        {
            var name = text.ReplaceLineEndings(" ");
            using var created = System.Text.Json.JsonDocument.Parse(await TextOfAsync(await api.PostAsync("/api/sessions/", new() { DataObject = new { name } })));
            var id = created.RootElement.GetProperty("id").GetInt64();
            await TextOfAsync(await api.PostAsync("/api/messages/", new() { DataObject = new { session_id = id, content = text } }));
            rooms.Add((id, text));
        }
        var display = Harmful.Texts[5];
        await TextOfAsync(await api.PatchAsync("/api/users/me/", new() { DataObject = new { display_name = display, about = string.Join(' ', Harmful.Texts.Take(8)) } }));

        foreach (var (id, text) in rooms)
        {
            await ada.Page.GotoAsync($"/room/{id}/");
            await Expect(ada.Messages).ToHaveCountAsync(1);
            // What means something to a browser is there to be read; what means something in Markdown need not be.
            if (text.Contains('<', StringComparison.Ordinal)) Assert.Contains('<', (await ada.Messages.First.TextContentAsync())!);
            await Expect(ada.Session(text.Split('\n')[0].Trim()).First).ToBeVisibleAsync();
        }
        await ada.Page.GotoAsync("/settings/profile/");
        await Expect(ada.Page.GetByTestId("display-name")).ToHaveValueAsync(display);

        await admin.Page.GotoAsync("/admin/users/");
        await admin.Page.GetByTestId("search").FillAsync(ada.Username);
        await Expect(admin.Page.GetByTestId("user-row")).ToHaveCountAsync(1);
        await admin.Page.GetByTestId("user-row").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(admin.Page.GetByTestId("panel")).ToBeVisibleAsync();
        await admin.Page.GotoAsync("/admin/sessions/");
        await Expect(admin.Page.GetByTestId("session-row").First).ToBeVisibleAsync();
        // An address is text, too.
        foreach (var path in new[] { "/reset/%3Cscript%3Ealert(1)%3C%2Fscript%3E/", "/admin/claim/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E/", "/login/?next=javascript:alert(1)", "/login/?next=//evil.example/" })
        {
            await ada.Page.GotoAsync(path);
            await Expect(ada.Page.Locator("#root *").First).ToBeVisibleAsync();
        }
        Assert.Equal(chat.Gateway.Authority, new Uri(ada.Page.Url).Authority);
        Assert.Empty(trouble);
    }

    [Fact]
    public async Task The_page_of_the_api_works_under_the_content_security_policy()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var trouble = Watch(ada.Page);
        var reply = await ada.Page.GotoAsync("/docs/api/");
        Assert.DoesNotContain("unsafe", reply!.Headers["content-security-policy"], StringComparison.Ordinal);
        await Expect(ada.Page.GetByText("/api/send-message").First).ToBeVisibleAsync();
        await ada.Page.GetByText("/api/send-message").First.ClickAsync();
        await Expect(ada.Page.GetByText("session_id").First).ToBeVisibleAsync();
        Assert.Empty(trouble);
    }

    [Fact]
    public async Task Over_tls_a_browser_keeps_the_cookie_for_this_host_alone_and_the_app_works()
    {
        await using var gateway = await TlsGateway.StartAsync(chat);
        await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = gateway.Address.ToString(), IgnoreHTTPSErrors = true });
        var page = await context.NewPageAsync();
        var ada = new Person(context, page, $"ada-{Guid.NewGuid().ToString("N")[..8]}");
        await page.GotoAsync("/register/");
        await ada.SignInAsync();
        await Expect(page.GetByTestId("new-session")).ToBeVisibleAsync();
        var cookie = Assert.Single(await context.CookiesAsync());
        Assert.Equal(("__Host-chat", true, true, SameSiteAttribute.Lax, "/"), (cookie.Name, cookie.Secure, cookie.HttpOnly, cookie.SameSite, cookie.Path));
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));

        await ada.CreateSessionAsync("Over TLS");
        await ada.SayAsync("through wss");
        await Expect(ada.Message("through wss")).ToHaveAttributeAsync("data-state", "sent");
        await ada.SignOutAsync();
        Assert.Empty(await context.CookiesAsync());
    }

    static async Task<string> TextOfAsync(IAPIResponse reply)
    {
        var text = await reply.TextAsync();
        Assert.True(reply.Ok, $"{reply.Url}: {reply.Status} {text}");
        return text;
    }

    /// <summary>What must not happen on a page: dialogs, errors, and anything that the policy had to stop.</summary>
    static List<string> Watch(IPage page)
    {
        var trouble = new List<string>();
        page.Dialog += (_, dialog) =>
        {
            trouble.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.PageError += (_, error) => trouble.Add($"error: {error}");
        page.Console += (_, message) =>
        {
            if (Violation().IsMatch(message.Text)) trouble.Add(message.Text);
        };
        return trouble;
    }

    static Regex Violation() => new("Content Security Policy|Refused to|violates", RegexOptions.IgnoreCase);
}
