using Chat.Testing;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>What people see of the pages that they link to. A system of its own, as others look at nothing.</summary>
public sealed class LinkPreviewTests(Chromium chromium)
{
    [Fact]
    public async Task A_link_becomes_a_card_whose_picture_no_browser_asks_a_stranger_for()
    {
        await using var chat = new ChatSystem { Settings = ["--LinkPreviews:Enabled=true", "--LinkPreviews:AllowedNetworks:0=127.0.0.1/32"] };
        await chat.InitializeAsync();
        await using var site = new PageServer("127.0.0.1");
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Links", bob);
        await bob.OpenSessionAsync("Links");
        site.Serve("/picture.png", "image/png", await PictureAsync(ada));
        var url = site.ServeHtml("/page", "<title>A page</title><meta name=description content='What it says <b>of itself</b>.'><meta property=og:image content=/picture.png>");

        await ada.SayAsync($"Look at {url}");
        foreach (var person in new[] { ada, bob })
        {
            var card = person.Page.GetByTestId("link-card");
            await Expect(card).ToContainTextAsync("A page", new() { Timeout = 60_000 });
            await Expect(card).ToContainTextAsync("127.0.0.1");
            await Expect(card).ToContainTextAsync("What it says <b>of itself</b>.");
            await Expect(card).ToHaveAttributeAsync("href", url);
            await Expect(card.Locator("img")).ToHaveJSPropertyAsync("complete", true);
            Assert.True(await card.Locator("img").EvaluateAsync<int>("picture => picture.naturalWidth") > 0);
        }
        Assert.Equal(1, site.CountOf("/picture.png"));
        // It is not news: nobody who has read the message has anything unread.
        await Expect(bob.Session("Links").GetByTestId("badge")).ToHaveCountAsync(0);

        // The owner turns them off for this session; what is shown stays.
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await ada.Page.GetByTestId("link-previews").ClickAsync();
        await Expect(ada.Page.GetByTestId("link-previews")).Not.ToBeCheckedAsync();
        await ada.Page.ReloadAsync();
        await ada.Page.GetByTestId("session-details").ClickAsync();
        await Expect(ada.Page.GetByTestId("link-previews")).Not.ToBeCheckedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Page.GetByTestId("link-card")).ToHaveCountAsync(1);

        // An edit without the link takes the card away.
        await Person.UseAsync(ada.Message("Look at"), "edit");
        await ada.Page.GetByTestId("edit-text").FillAsync("Never mind");
        await ada.Page.GetByTestId("edit-text").PressAsync("Enter");
        await Expect(bob.Message("Never mind")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByTestId("link-card")).ToHaveCountAsync(0);
    }

    static async Task<byte[]> PictureAsync(Person person) => Convert.FromBase64String(await person.Page.EvaluateAsync<string>("""
        () => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 630 });
          const pen = canvas.getContext('2d');
          const sky = pen.createLinearGradient(0, 0, 1200, 630);
          sky.addColorStop(0, '#1565c0');
          sky.addColorStop(1, '#ffe0b2');
          pen.fillStyle = sky;
          pen.fillRect(0, 0, 1200, 630);
          return canvas.toDataURL('image/png').split(',')[1];
        }
        """));
}
