using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What a conversation has around it, on wide screens and under a finger.</summary>
public sealed class RoomTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task The_details_are_beside_the_conversation_where_there_is_room_and_over_it_where_there_is_none()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Details");
        await ada.Page.SetViewportSizeAsync(1440, 900);
        var opener = ada.Page.GetByTestId("session-details");
        await opener.ClickAsync();
        var panel = ada.Page.GetByTestId("panel-beside");
        await Expect(panel).ToContainTextAsync(ada.Username);
        await Expect(opener).ToHaveAttributeAsync("aria-expanded", "true");
        // One goes on writing.
        await ada.SayAsync("still here");
        await Expect(ada.Message("still here")).ToHaveAttributeAsync("data-state", "sent");
        var (beside, message) = ((await panel.BoundingBoxAsync())!, (await ada.Message("still here").BoundingBoxAsync())!);
        Assert.True(message.X + message.Width <= beside.X, "The panel is beside the messages, not over them.");
        await panel.GetByTestId("rename").PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();

        await ada.Page.SetViewportSizeAsync(390, 844);
        await opener.ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(ada.Username);
        await Expect(panel).ToHaveCountAsync(0);
        // What is open moves with the screen that is turned.
        await ada.Page.SetViewportSizeAsync(1440, 900);
        await Expect(panel).ToContainTextAsync(ada.Username);
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(320, 640, "ltr")]
    [InlineData(320, 640, "rtl")]
    [InlineData(1440, 900, "rtl")]
    [InlineData(3840, 2160, "ltr")]
    public async Task A_room_fits_from_the_smallest_screen_to_the_largest_in_both_directions(int width, int height, string direction)
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("A name that is longer than the smallest screen is wide");
        await ada.SayAsync($"{new string('w', 200)} and https://example.org/{new string('p', 200)}");
        await Expect(ada.Messages.First).ToHaveAttributeAsync("data-state", "sent");
        await ada.Page.SetViewportSizeAsync(width, height);
        await ada.Page.EvaluateAsync("(direction) => { document.documentElement.dir = direction; }", direction);
        await ada.Page.GetByTestId("composer").FillAsync("```\n" + new string('c', 300) + "\n```");
        await ada.Page.GetByTestId("toggle-preview").ClickAsync();
        foreach (var part in new[] { ada.Messages.First, ada.Page.GetByTestId("composer"), ada.Page.GetByTestId("preview"), ada.Page.GetByTestId("send"), ada.Page.GetByTestId("session-details") })
        {
            var box = (await part.BoundingBoxAsync())!;
            Assert.True(box.X >= 0 && box.X + box.Width <= width, $"{part}: {box.X} to {box.X + box.Width} of {width}");
        }
        Assert.Equal(width, await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        // Text is no wider than can be read.
        Assert.InRange((await ada.Messages.First.BoundingBoxAsync())!.Width, 150, 1_000);
    }

    [Fact]
    public async Task A_finger_that_rests_on_a_message_is_asked_what_to_do_with_it()
    {
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await using var ada = await Person.SignUpAsync(await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = chat.Gateway.ToString(),
            HasTouch = true,
            IsMobile = true,
            ViewportSize = new() { Width = 390, Height = 844 },
        }), "ada");
        await ada.CreateSessionAsync("Fingers", bob);
        await bob.OpenSessionAsync("Fingers");
        await ada.SayAsync("hold me");
        await Expect(ada.Message("hold me")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(bob.Message("hold me")).ToBeVisibleAsync();

        await ada.HoldAsync(ada.Message("hold me"));
        await ada.Page.GetByTestId("sheet-emoji").First.TapAsync();
        await Expect(bob.Message("hold me").GetByTestId("reaction")).ToContainTextAsync("1");
        await ada.HoldAsync(ada.Message("hold me"));
        await ada.Page.GetByTestId("sheet-reply").TapAsync();
        await Expect(ada.Page.GetByTestId("reply-to")).ToContainTextAsync("hold me");
        await Expect(ada.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await ada.HoldAsync(ada.Message("hold me"));
        await ada.Page.GetByTestId("sheet-delete").TapAsync();
        await Expect(bob.Message("Message deleted")).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }
}
