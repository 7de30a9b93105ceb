using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>Files, as people send and see them.</summary>
public sealed class FilesTests(ChatSystem chat, Chromium chromium)
{
    [Fact]
    public async Task Pictures_and_documents_are_sent_and_seen()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "bob");
        await ada.CreateSessionAsync("Pictures", bob);
        await bob.OpenSessionAsync("Pictures");
        var notes = "Some notes"u8.ToArray();
        await Choose(ada).SetInputFilesAsync(
        [
            new FilePayload { Name = "sea.png", MimeType = "image/png", Buffer = await ada.PaintAsync("#1565c0") },
            new FilePayload { Name = "wood.png", MimeType = "image/png", Buffer = await ada.PaintAsync("#2e7d32") },
            new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = notes },
        ]);
        foreach (var item in new[] { 0, 1, 2 }) await Expect(Tray(ada).Nth(item)).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 30_000 });
        await Expect(Tray(ada).Nth(0).Locator("img")).ToBeVisibleAsync();
        await ada.Page.GetByTestId("send").ClickAsync();
        await Expect(Tray(ada)).ToHaveCountAsync(0);

        // In both windows, with a size before the bytes come.
        foreach (var person in new[] { ada, bob })
        {
            await Expect(person.Messages).ToHaveCountAsync(1);
            var pictures = person.Page.GetByTestId("picture").Locator("img");
            await Expect(pictures).ToHaveCountAsync(2);
            await Expect(pictures.First).ToHaveAttributeAsync("width", "1200");
            await Expect(pictures.First).ToHaveJSPropertyAsync("complete", true);
            Assert.True(await pictures.First.EvaluateAsync<int>("picture => picture.naturalWidth") > 0);
        }

        // The lightbox, by keyboard.
        await bob.Page.GetByTestId("picture").First.ClickAsync();
        var lightbox = bob.Page.GetByTestId("lightbox");
        await Expect(lightbox).ToHaveAttributeAsync("aria-label", "sea.png");
        await bob.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(lightbox).ToHaveAttributeAsync("aria-label", "wood.png");
        await bob.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(lightbox).ToHaveAttributeAsync("aria-label", "wood.png");
        await bob.Page.Keyboard.PressAsync("Escape");
        await Expect(lightbox).ToHaveCountAsync(0);

        var download = await bob.Page.RunAndWaitForDownloadAsync(() => bob.Page.GetByTestId("document").ClickAsync());
        Assert.Equal("notes.txt", download.SuggestedFilename);
        Assert.Equal(notes, await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_upload_is_paused_goes_on_after_a_reload_and_sends_nothing_twice()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Large");
        var (lets, sent) = (1, 0);
        var offsets = new ConcurrentQueue<long>();
        await ada.Page.RouteAsync("**/api/uploads/*/", async route =>
        {
            if (route.Request.Method != "PATCH") await route.ContinueAsync();
            else if (Interlocked.Increment(ref sent) <= Volatile.Read(ref lets))
            {
                offsets.Enqueue(long.Parse(route.Request.Headers["upload-offset"], CultureInfo.InvariantCulture));
                await route.ContinueAsync();
            }
            else await route.AbortAsync();
        });
        var path = Path.GetTempFileName();
        try
        {
            // Three pieces, of which one gets through.
            await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(20 * 1024 * 1024), TestContext.Current.CancellationToken);
            await Choose(ada).SetInputFilesAsync(path);
            await Expect(Tray(ada)).ToHaveAttributeAsync("data-state", "stuck", new() { Timeout = 30_000 });
            await ada.Page.GetByLabel("Pause").ClickAsync();
            await Expect(Tray(ada)).ToHaveAttributeAsync("data-state", "paused");

            await ada.Page.ReloadAsync();
            await Expect(Tray(ada)).ToHaveAttributeAsync("data-state", "paused");
            Volatile.Write(ref sent, 0);
            Volatile.Write(ref lets, int.MaxValue);
            await ada.Page.GetByLabel("Resume").ClickAsync();
            await Expect(Tray(ada)).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 60_000 });
            // Each piece begins where the one before it ended, however often a busy machine has it tried.
            Assert.Equal(offsets.Order(), offsets);
            Assert.Equal([0, 8 * 1024 * 1024, 16 * 1024 * 1024], offsets.Distinct());
            await ada.SayAsync("Here it is");
            await Expect(ada.Message("Here it is").GetByTestId("document")).ToContainTextAsync("20 MB");
            await Expect(ada.Message("Here it is")).ToHaveAttributeAsync("data-state", "sent");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Files_are_dropped_and_pasted_and_a_refused_one_says_why()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Drop");
        await Expect(ada.Page.GetByTestId("composer")).ToBeVisibleAsync();
        await ada.Page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.items.add(new File(['dropped'], 'dropped.txt'));
              document.querySelector('[data-testid=composer]').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
              const pasted = new DataTransfer();
              pasted.items.add(new File(['GIF89a and no more'], 'pasted.gif', { type: 'image/gif' }));
              document.querySelector('[data-testid=composer]').dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: pasted }));
            }
            """);
        await Expect(Tray(ada).Filter(new() { HasText = "dropped.txt" })).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 30_000 });
        var refused = Tray(ada).Filter(new() { HasText = "pasted.gif" });
        await Expect(refused).ToHaveAttributeAsync("data-state", "failed", new() { Timeout = 30_000 });
        await Expect(refused.GetByRole(AriaRole.Alert)).ToContainTextAsync("damaged or not whole");

        await ada.Page.GetByLabel("Remove pasted.gif").ClickAsync();
        await ada.Page.GetByTestId("send").ClickAsync();
        await Expect(ada.Messages.GetByTestId("document")).ToContainTextAsync("dropped.txt");
    }

    [Fact]
    public async Task A_video_plays_from_anywhere_and_is_read_in_ranges()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Films");
        await Choose(ada).SetInputFilesAsync(new FilePayload { Name = "film.webm", MimeType = "video/webm", Buffer = await VideoAsync(ada) });
        await Expect(Tray(ada)).ToHaveAttributeAsync("data-state", "done", new() { Timeout = 30_000 });
        var ranged = ada.Page.WaitForResponseAsync(reply => reply.Url.Contains("/api/files/", StringComparison.Ordinal) && reply.Status == 206);
        await ada.Page.GetByTestId("send").ClickAsync();
        var video = ada.Messages.Locator("video");
        await Expect(video).ToHaveJSPropertyAsync("videoWidth", 320);
        Assert.Equal("video/webm", (await ranged).Headers["content-type"]);
        await video.EvaluateAsync("""
            async video => {
              video.muted = true;
              await video.play();
              if (video.currentTime === 0) await new Promise(resolve => video.addEventListener('timeupdate', resolve, { once: true }));
              video.pause();
            }
            """);
        Assert.True(await video.EvaluateAsync<bool>("video => video.error === null"));
    }

    static ILocator Choose(Person person) => person.Page.GetByTestId("file-input");

    static ILocator Tray(Person person) => person.Page.GetByTestId("upload");

    /// <summary>A WebM of a second, 320 x 240 pixels.</summary>
    static async Task<byte[]> VideoAsync(Person person) => Convert.FromBase64String(await person.Page.EvaluateAsync<string>("""
        async () => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
          const pen = canvas.getContext('2d');
          let turn = 0;
          const painting = setInterval(() => { pen.fillStyle = `hsl(${turn++ * 12} 60% 50%)`; pen.fillRect(0, 0, 320, 240); }, 30);
          const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
          const parts = [];
          recorder.ondataavailable = event => parts.push(event.data);
          const done = new Promise(resolve => { recorder.onstop = resolve; });
          recorder.start();
          setTimeout(() => recorder.stop(), 1000);
          await done;
          clearInterval(painting);
          const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
          return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
        }
        """));
}
