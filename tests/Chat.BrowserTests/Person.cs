using Chat.Testing;
using Microsoft.Playwright;

namespace Chat.BrowserTests;

/// <summary>Somebody at a browser of their own.</summary>
public sealed class Person(IBrowserContext context, IPage page, string username) : IAsyncDisposable
{
    public IBrowserContext Context { get; } = context;
    public IPage Page { get; } = page;
    public string Username { get; } = username;

    /// <summary>Opens the app in a fresh profile and signs up.</summary>
    public static async Task<Person> SignUpAsync(IBrowser browser, Uri gateway, string name)
    {
        return await SignUpAsync(await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = gateway.ToString() }), name);
    }

    /// <summary>Signs up in this profile.</summary>
    public static async Task<Person> SignUpAsync(IBrowserContext context, string name)
    {
        var page = await context.NewPageAsync();
        var username = $"{name}-{Guid.NewGuid().ToString("N")[..8]}";
        await page.GotoAsync("/register/");
        await page.GetByTestId("username").FillAsync(username);
        await page.GetByTestId("password").FillAsync(ChatUser.Password);
        await page.GetByTestId("submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("new-session")).ToBeVisibleAsync();
        return new Person(context, page, username);
    }

    /// <summary>The same user in another fresh profile.</summary>
    public async Task<Person> OnAnotherDeviceAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = new Uri(Page.Url).GetLeftPart(UriPartial.Authority) });
        var page = await context.NewPageAsync();
        var person = new Person(context, page, Username);
        await page.GotoAsync("/login/");
        await person.SignInAsync();
        await Assertions.Expect(page.GetByTestId("new-session")).ToBeVisibleAsync();
        return person;
    }

    /// <summary>Fills in the sign-in page, which is open.</summary>
    public async Task SignInAsync(string password = ChatUser.Password)
    {
        await Page.GetByTestId("username").FillAsync(Username);
        await Page.GetByTestId("password").FillAsync(password);
        await Page.GetByTestId("submit").ClickAsync();
    }

    /// <summary>Signs out through the menu; the sign-in page is open afterwards.</summary>
    public async Task SignOutAsync()
    {
        await Page.GetByTestId("account-menu").ClickAsync();
        await Page.GetByTestId("sign-out").ClickAsync();
        await Assertions.Expect(Page.GetByTestId("password")).ToBeVisibleAsync();
    }

    /// <summary>Creates a session with others through the dialog; its page is open afterwards.</summary>
    public async Task CreateSessionAsync(string name, params Person[] others)
    {
        await Page.GetByTestId("new-session").ClickAsync();
        await Page.GetByTestId("session-name").FillAsync(name);
        foreach (var other in others)
        {
            await Page.GetByTestId("people-search").FillAsync(other.Username);
            await Page.GetByRole(AriaRole.Option, new PageGetByRoleOptions { NameRegex = new(other.Username) }).ClickAsync();
        }
        await Page.GetByTestId("create-session").ClickAsync();
        await IsInAsync(name);
    }

    public async Task SayAsync(string text)
    {
        await Page.GetByTestId("composer").FillAsync(text);
        await Page.GetByTestId("composer").PressAsync("Enter");
    }

    /// <summary>The session of this name in the list.</summary>
    public ILocator Session(string name) => Page.GetByTestId("session-item").Filter(new LocatorFilterOptions { HasText = name });

    public async Task OpenSessionAsync(string name)
    {
        await Session(name).ClickAsync();
        await IsInAsync(name);
    }

    /// <summary>Waits until the page shows this session, and no other.</summary>
    async Task IsInAsync(string name)
    {
        await Page.WaitForURLAsync("**/room/*/");
        await Assertions.Expect(Page.Locator("main h1")).ToContainTextAsync(name);
    }

    /// <summary>Points at a session in the list and uses one of its tools.</summary>
    public async Task UseToolAsync(string session, string tool)
    {
        await Session(session).HoverAsync();
        await Page.Locator(".session-row").Filter(new LocatorFilterOptions { HasText = session }).GetByTestId(tool).ClickAsync();
    }

    /// <summary>Points at a message and uses one of its tools.</summary>
    public static async Task UseAsync(ILocator message, string tool)
    {
        await Assertions.Expect(message).ToHaveAttributeAsync("data-state", "sent");
        for (var turn = 1; ; turn++)
        {
            // Not twice the same point: a mouse that does not move tells nothing.
            await message.HoverAsync(new LocatorHoverOptions { Position = new Position { X = 20 + turn, Y = 8 } });
            try
            {
                await message.GetByTestId(tool).ClickAsync(new LocatorClickOptions { Timeout = 3_000 });
                return;
            }
            catch (TimeoutException) when (turn < 10)
            {
                // What lies above the message may change its height, and the message is gone from under the pointer: a
                // person points again.
            }
        }
    }

    /// <summary>Rests a finger on a message until what can be done is shown, and lifts it: that is no tap on what is there now.</summary>
    public async Task HoldAsync(ILocator message)
    {
        await message.ScrollIntoViewIfNeededAsync();
        var box = (await message.BoundingBoxAsync())!;
        var finger = await Context.NewCDPSessionAsync(Page);
        await finger.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchStart", ["touchPoints"] = new[] { new { x = box.X + 20, y = box.Y + 8 } } });
        await Assertions.Expect(Page.GetByTestId("sheet-reply")).ToBeVisibleAsync();
        await finger.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });
        await Assertions.Expect(Page.GetByTestId("sheet-reply")).ToBeVisibleAsync();
    }

    /// <summary>A PNG of 1200 x 800 pixels.</summary>
    public async Task<byte[]> PaintAsync(string color) => Convert.FromBase64String(await Page.EvaluateAsync<string>("""
        color => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 800 });
          const pen = canvas.getContext('2d');
          const sky = pen.createLinearGradient(0, 0, 1200, 800);
          sky.addColorStop(0, color);
          sky.addColorStop(1, '#ffe0b2');
          pen.fillStyle = sky;
          pen.fillRect(0, 0, 1200, 800);
          return canvas.toDataURL('image/png').split(',')[1];
        }
        """, color));

    /// <summary>The message with this text.</summary>
    public ILocator Message(string text) => Page.GetByTestId("message").Filter(new LocatorFilterOptions { HasText = text });

    public ILocator Messages => Page.GetByTestId("message");

    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
