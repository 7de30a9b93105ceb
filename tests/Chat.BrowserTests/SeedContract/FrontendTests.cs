using Chat.Testing;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests.SeedContract;

/// <summary>"Frontend Architecture": what the templates and their JavaScript did, row by row where no other test is named for it.</summary>
public sealed class FrontendTests(ChatSystem chat, Chromium chromium)
{
    const int MaxLength = 4000;

    [Fact]
    public async Task The_latest_message_scrolls_into_view_when_it_comes_and_when_the_room_is_opened()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Scrolling", bob);
        await bob.OpenSessionAsync("Scrolling");
        for (var i = 1; i <= 30; i++) await ada.SayAsync($"line {i}.");
        await Expect(ada.Message("line 30.")).ToHaveAttributeAsync("data-state", "sent");
        foreach (var person in new[] { ada, bob })
        {
            await Expect(person.Message("line 30.")).ToBeInViewportAsync();
            await Expect(person.Message("line 1.")).Not.ToBeInViewportAsync();
        }
        await bob.Page.ReloadAsync();
        await Expect(bob.Message("line 30.")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_message_that_is_too_long_says_so_and_is_not_sent()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Length");
        await ada.SayAsync(new string('x', MaxLength + 1));
        await Expect(ada.Page.GetByTestId("left")).ToContainTextAsync("1 character too long");
        await Expect(ada.Page.GetByTestId("send")).ToBeDisabledAsync();
        await ada.SayAsync(new string('y', MaxLength));
        await Expect(ada.Message("yyy")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Messages).ToHaveCountAsync(1);
    }
}
