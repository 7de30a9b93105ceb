using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What owners do with a session, and everybody with their place in it.</summary>
public sealed class DetailsTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task An_owner_renames_gives_roles_and_deletes_and_a_member_leaves()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await using var carl = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "carl");
        await ada.CreateSessionAsync("Old name", bob, carl);
        await carl.OpenSessionAsync("Old name");
        await carl.SayAsync("something to moderate");
        await bob.OpenSessionAsync("Old name");
        await Expect(bob.Message("something to moderate")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(bob.Message("something to moderate").GetByTestId("delete")).ToHaveCountAsync(0);

        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByTestId("rename").FillAsync("New name");
        await ada.Page.GetByTestId("rename").PressAsync("Enter");
        await Expect(bob.Page.Locator("main h1")).ToHaveTextAsync("New name");
        await ada.Page.GetByLabel($"Role of {bob.Username}").SelectOptionAsync("moderator");
        await Person.UseAsync(bob.Message("something to moderate"), "delete");
        await Expect(carl.Message("Message deleted")).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await carl.Page.GetByTestId("session-details").ClickAsync();
        await Expect(carl.Page.GetByTestId("rename")).ToHaveCountAsync(0);
        await carl.Page.GetByTestId("leave-session").ClickAsync();
        await carl.Page.GetByTestId("confirm").ClickAsync();
        await Expect(carl.Session("New name")).ToHaveCountAsync(0);
        await Expect(carl.Page.GetByTestId("left-behind-notice")).ToHaveCountAsync(0);

        await ada.Page.GetByTestId("delete-session").ClickAsync();
        await ada.Page.GetByTestId("confirm").ClickAsync();
        await Expect(ada.Session("New name")).ToHaveCountAsync(0);
        await Expect(bob.Page.GetByText("This session is not here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_owners_do_not_overwrite_each_other()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("First", bob);
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByLabel($"Role of {bob.Username}").SelectOptionAsync("owner");
        await bob.OpenSessionAsync("First");
        await bob.Page.GetByTestId("session-details").ClickAsync();
        await Expect(bob.Page.GetByTestId("rename")).ToBeVisibleAsync();

        // Bob has not heard of it when he sends his own name: his request waits until Ada's is done.
        var done = new TaskCompletionSource();
        await bob.Page.RouteAsync("**/api/sessions/*/", async route =>
        {
            if (route.Request.Method == "PATCH") await done.Task;
            await route.ContinueAsync();
        });
        await bob.Page.GetByTestId("rename").FillAsync("By Bob");
        await bob.Page.GetByTestId("rename").PressAsync("Enter");
        await ada.Page.GetByTestId("rename").FillAsync("By Ada");
        await ada.Page.GetByTestId("rename").PressAsync("Enter");
        await Expect(ada.Page.Locator("main h1")).ToHaveTextAsync("By Ada");
        done.SetResult();
        await Expect(bob.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Somebody else changed this meanwhile." })).ToBeVisibleAsync();
        await Expect(bob.Page.Locator("main h1")).ToHaveTextAsync("By Ada");
        await Expect(bob.Page.GetByTestId("rename")).ToHaveValueAsync("By Bob");
        await bob.Page.GetByTestId("rename").PressAsync("Enter");
        await Expect(ada.Page.Locator("main h1")).ToHaveTextAsync("By Bob");
    }
}
