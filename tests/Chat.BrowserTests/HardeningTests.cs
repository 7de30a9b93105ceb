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
    public async Task Names_of_people_sessions_and_files_and_reasons_are_text_too()
    {
        const string Image = "\"><img src=x onerror=alert(1)>";
        const string Script = "<script>alert(1)</script>";
        await using var eve = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "eve");
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var admin = await Administrator.AtBrowserAsync(chat, chromium);
        var trouble = Watch(ada.Page).Concat(Watch(admin.Page));
        var name = $"{Script} {eve.Username}";
        await TextOfAsync(await eve.Page.APIRequest.PatchAsync("/api/users/me/", new() { DataObject = new { display_name = Image } }));
        await eve.CreateSessionAsync(name, ada);
        await eve.SayAsync($"{Script} the harm");
        await Expect(eve.Message("the harm")).ToHaveAttributeAsync("data-state", "sent");
        await eve.Page.GetByTestId("file-input").SetInputFilesAsync(new FilePayload { Name = $"{Image}.txt", MimeType = "text/html", Buffer = "<script>alert(1)</script>"u8.ToArray() });
        await Expect(eve.Page.GetByTestId("upload")).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 30_000 });
        await eve.Page.GetByTestId("send").ClickAsync();

        await ada.OpenSessionAsync(name);
        // Of the name of a file only what can stand in one is left.
        await Expect(ada.Page.GetByTestId("document")).ToContainTextAsync("onerror=alert(1)");
        await Expect(ada.Messages.First).ToHaveAttributeAsync("aria-label", new Regex(Regex.Escape(Image)));
        await Expect(ada.Page).ToHaveTitleAsync(new Regex(Regex.Escape(Script)));
        await Person.UseAsync(ada.Message("the harm"), "reply");
        await ada.SayAsync("an answer");
        await Expect(ada.Page.GetByTestId("quote")).ToContainTextAsync(Script);
        // Who it is about and who is writing are said with the name, too.
        await eve.Page.GetByTestId("composer").PressSequentiallyAsync("so");
        await Expect(ada.Page.GetByTestId("typing")).ToContainTextAsync(Image);
        await ada.Page.GetByTestId("composer").PressSequentiallyAsync("@eve");
        await Expect(ada.Page.GetByTestId("completion")).ToContainTextAsync(Image);
        await ada.Page.GetByTestId("composer").FillAsync("");
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await Expect(ada.Page.GetByTestId("panel-beside")).ToContainTextAsync(Image);
        await ada.Page.GotoAsync("/search/?q=harm");
        await Expect(ada.Page.GetByTestId("search-hit").First).ToContainTextAsync(Script);

        await eve.Page.GetByTestId("session-details").ClickAsync();
        await eve.Page.GetByTestId("invite").ClickAsync();
        await admin.Page.GotoAsync(await eve.Page.GetByTestId("invite-link").InputValueAsync());
        await Expect(admin.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(Script);

        await admin.Page.GotoAsync("/admin/sessions/");
        await admin.Page.GetByTestId("search").FillAsync(name);
        await admin.Page.GetByTestId("session-row").Filter(new() { HasText = name }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(admin.Page.GetByTestId("panel")).ToContainTextAsync(Image);
        await admin.Page.GetByTestId("read-messages").ClickAsync();
        var reason = $"{Image} of {eve.Username}";
        await admin.Page.GetByTestId("reason").FillAsync(reason);
        await admin.Page.GetByTestId("confirm").ClickAsync();
        await Expect(admin.Page.GetByTestId("content-message").First).ToContainTextAsync(Script);
        await admin.Page.GotoAsync("/admin/audit/");
        await admin.Page.GetByTestId("search").FillAsync(reason);
        await Expect(admin.Page.GetByTestId("audit-row").First).ToContainTextAsync(Image);
        Assert.Empty(trouble);
    }

    [Fact]
    public async Task What_the_first_sanitiser_would_let_through_the_second_takes_away()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Twice");
        var address = ada.Page.Url;
        foreach (var hostile in Hostile) await ada.SayAsync($"a **word** {hostile}\n\n{hostile}");
        await Expect(ada.Messages).ToHaveCountAsync(Hostile.Length);
        await Expect(ada.Messages.Last).ToHaveAttributeAsync("data-state", "sent");

        // The same app, but its Markdown takes HTML for HTML.
        await using var context = await chromium.Browser.NewContextAsync(
            new() { BaseURL = chat.Gateway.ToString(), ServiceWorkers = ServiceWorkerPolicy.Block, StorageState = await ada.Context.StorageStateAsync() });
        var loosened = 0;
        await context.RouteAsync("**/assets/*.js", async route =>
        {
            var script = await route.FetchAsync();
            var text = await script.TextAsync();
            if (text.Contains(HtmlIsText, StringComparison.Ordinal)) loosened++;
            await route.FulfillAsync(new() { Response = script, Body = text.Replace(HtmlIsText, "html:!0,breaks:!0", StringComparison.Ordinal) });
        });
        var page = await context.NewPageAsync();
        var trouble = Watch(page);
        var elsewhere = new List<string>();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != chat.Gateway.Authority) elsewhere.Add(request.Url);
        };
        await page.GotoAsync(address);
        await Expect(page.GetByTestId("message")).ToHaveCountAsync(Hostile.Length);
        await Expect(page.GetByTestId("message").Locator("strong")).ToHaveCountAsync(Hostile.Length);
        Assert.Equal(1, loosened);
        // It was taken for markup, and nothing of it is left: no element but those of messages, no attribute that does something.
        Assert.Equal("a word boldbold", await page.GetByTestId("message").Nth(0).Locator(".markdown").TextContentAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('.markdown *')]
              .filter((element) => !/^(p|strong|a|br)$/.test(element.localName) || [...element.attributes].some(({ name }) => !/^(href|target|rel|class|dir)$/.test(name))
                || (element.localName === 'a' && !/^(https?|mailto):/.test(element.protocol)))
              .map((element) => element.outerHTML)
            """));
        Assert.Empty(elsewhere);
        // The sanitiser takes what it is given apart in a document of its own, where the policy holds as well: that is heard of, and nothing more.
        Assert.DoesNotContain(trouble, one => !one.Contains("violates", StringComparison.Ordinal));

        // What neither took away the policy would stop.
        trouble.Clear();
        await page.EvaluateAsync("() => { document.querySelector('.markdown').innerHTML = '<img src=x onerror=\"document.title = 1\"><a href=\"javascript:document.title = 1\" id=trap>x</a>'; }");
        await page.EvaluateAsync("() => document.querySelector('#trap').click()");
        await Eventually.BecomesTrueAsync(() => trouble.Count >= 2, "the policy has stopped both");
        Assert.NotEqual("1", await page.TitleAsync());
    }

    /// <summary>As the built script says it.</summary>
    const string HtmlIsText = "html:!1,breaks:!0";

    static readonly string[] Hostile =
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
        "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
        "<form action='https://evil.example/'><button formaction='javascript:alert(1)'>x</button><input autofocus onfocus=alert(1)></form>",
        "<style>@import 'https://evil.example/x.css';</style><link rel=stylesheet href='https://evil.example/x.css'>",
        "<p style='position:fixed;inset:0' class='shell' id='root' data-testid='send'>x</p>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'></math>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<video><source onerror=alert(1)></video><object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
    ];

    [Theory]
    [InlineData("/")]
    [InlineData("/settings/security/")]
    [InlineData("/admin/users/")]
    [InlineData("/docs/api/")]
    [InlineData("/nothing/")]
    public async Task No_page_can_be_framed_by_another_origin(string path)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        // The same site, another port: the worst case, as the browser sends the cookie along.
        var other = new Uri($"http://localhost:{OneMore.FreePort()}/");
        var framed = new Uri(chat.Gateway, path);
        await ada.Page.RouteAsync($"{other}**", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = route.Request.Url == other.ToString() ? $"<iframe name=own src=/own></iframe><iframe name=chat src='{framed}'></iframe>" : "<p>A page that lets itself be framed</p>",
        }));
        await ada.Page.GotoAsync(other.ToString());
        await Expect(ada.Page.FrameLocator("[name=own]").Locator("p")).ToBeVisibleAsync();
        await Eventually.BecomesTrueAsync(() => ada.Page.Frame("chat")?.Url.StartsWith("chrome-error:", StringComparison.Ordinal) == true, "the browser refuses the frame");
        Assert.Equal(0, await ada.Page.FrameLocator("[name=chat]").Locator("#root, .swagger-ui").CountAsync());
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
