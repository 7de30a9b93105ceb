using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>The one administrator of the browser tests' system.</summary>
static class Administrator
{
    static string? _name;

    /// <summary>The administrator of this system, at a browser of their own: the first time, somebody becomes it by the link.</summary>
    public static async Task<Person> AtBrowserAsync(ChatSystem chat, Chromium chromium)
    {
        if (_name is null)
        {
            var first = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "admin");
            await first.SignOutAsync();
            await first.Page.GotoAsync($"/admin/claim/{ChatSystem.ClaimToken}/");
            await first.SignInAsync();
            await first.Page.GetByTestId("claim").ClickAsync();
            await first.Page.GetByTestId("to-admin").ClickAsync();
            await Expect(first.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
            _name = first.Username;
            return first;
        }
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString() });
        var person = new Person(context, await context.NewPageAsync(), _name);
        await person.Page.GotoAsync("/login/");
        await person.SignInAsync();
        await Expect(person.Page.GetByTestId("new-session")).ToBeVisibleAsync();
        return person;
    }
}
