using System.Globalization;
using System.Text.Json;
using Chat.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>
/// What one feels: the first paint, the way from one session to another, a long history under the finger. The bounds are several
/// times what a machine at rest needs, so that a busy one does not fail; the figures themselves are in the output, and in
/// docs/frontend.md.
/// </summary>
public sealed class SpeedTests(ChatSystem chat, Chromium chromium)
{
    const int Sessions = 4;
    const int Messages = 100_000;

    /// <summary>Milliseconds from the click to the frame that shows the newest messages of the session.</summary>
    const string Switch = """
        async ([id, newest]) => {
            const rows = () => [...document.querySelectorAll(`[data-testid=message][data-seq="${newest}"]`)];
            const before = new Set(rows());
            const link = document.querySelector(`[data-testid=session-item][href="/room/${id}/"]`);
            const from = performance.now();
            link.click();
            const there = () => rows().some((row) => !before.has(row));
            while (!there()) {
                if (performance.now() - from > 30_000) throw new Error(`Session ${id} is not there after 30 seconds.`);
                await new Promise(requestAnimationFrame);
            }
            // The frame after that in which it was found is painted.
            await new Promise(requestAnimationFrame);
            return performance.now() - from;
        }
        """;

    /// <summary>Scrolls up by so many pixels each frame; the times between frames, and how far it came.</summary>
    const string Scroll = """
        async ([step, seconds]) => {
            const log = document.querySelector('.log-scroller');
            const gaps = [];
            let way = 0;
            let last = await new Promise(requestAnimationFrame);
            const end = last + seconds * 1000;
            while (last < end) {
                const before = log.scrollTop;
                log.scrollTop = before - step;
                way += before - log.scrollTop;
                const now = await new Promise(requestAnimationFrame);
                gaps.push(now - last);
                last = now;
            }
            const rows = [...document.querySelectorAll('[data-testid=message]')];
            return JSON.stringify({ gaps, way, oldest: Number(rows[0].dataset.seq) });
        }
        """;

    sealed record Scrolled(double[] Gaps, double Way, long Oldest);

    [Fact]
    public async Task A_session_seen_before_is_there_in_a_moment_with_and_without_a_network()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        var rooms = new List<string>();
        for (var n = 0; n < Sessions; n++)
        {
            await ada.CreateSessionAsync($"Session {n}");
            rooms.Add(new Uri(ada.Page.Url).Segments[2].TrimEnd('/'));
            await ada.SayAsync($"first of {n}");
            await LongHistory.SeedAsync(chat, ada, 300);
        }
        await ada.Page.ReloadAsync();
        foreach (var n in Enumerable.Range(0, Sessions)) await ada.OpenSessionAsync($"Session {n}");
        var open = await SwitchAsync(ada, rooms, turns: 5);

        // What the page has let go of is on the device; a start anew holds nothing.
        await ada.Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
        var stored = new List<double>();
        for (var turn = 0; turn < 3; turn++)
        {
            await ada.Page.GotoAsync("/");
            await Expect(ada.Session("Session 0")).ToBeVisibleAsync();
            await ada.Context.SetOfflineAsync(true);
            stored.AddRange(await SwitchAsync(ada, rooms, turns: 1));
            await ada.Context.SetOfflineAsync(false);
        }
        Report("to a session held in the page", open);
        Report("to a session kept on the device, without a network", stored);
        Assert.InRange(Median(open), 0, 400);
        Assert.InRange(Median(stored), 0, 400);
    }

    [Fact]
    public async Task A_history_of_100_000_messages_scrolls_without_stutter()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Endless");
        await ada.SayAsync("message 1");
        await Expect(ada.Message("message 1")).ToHaveAttributeAsync("data-state", "sent");
        await LongHistory.SeedAsync(chat, ada, Messages);
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.Locator($"[data-testid=message][data-seq='{Messages}']")).ToBeInViewportAsync();

        // The code is warm and the next pages are on their way before it counts, as when somebody reads.
        await ScrollAsync(ada, 30, seconds: 1);
        var read = await ScrollAsync(ada, 30, seconds: 5);
        var fast = await ScrollAsync(ada, 120, seconds: 5);
        Report($"30 px a frame, {read.Way:0} px, to message {read.Oldest}: a frame", read.Gaps);
        Report($"120 px a frame, {fast.Way:0} px, to message {fast.Oldest}: a frame", fast.Gaps);
        Assert.True(fast.Oldest < Messages - 200, $"It came no further than message {fast.Oldest}.");
        Assert.InRange(Median(read.Gaps), 0, 34);
        Assert.InRange(Median(fast.Gaps), 0, 50);

        // From the middle of it, too, and nothing piles up.
        await ada.Page.GotoAsync($"{ada.Page.Url}?m=50000");
        await Expect(ada.Page.Locator("[data-testid=message][data-seq='50000']")).ToBeInViewportAsync();
        var middle = await ScrollAsync(ada, 60, seconds: 5);
        Report($"from the middle, 60 px a frame, to message {middle.Oldest}: a frame", middle.Gaps);
        Assert.InRange(Median(middle.Gaps), 0, 50);
        Assert.InRange(await ada.Messages.CountAsync(), 5, 200);
    }

    [Fact]
    public async Task The_first_paint_of_a_session_comes_at_once()
    {
        await using var ada = await Person.SignUpAsync(chromium.Browser, chat.Gateway, "ada");
        await ada.CreateSessionAsync("Home");
        await ada.SayAsync("message 1");
        await Expect(ada.Message("message 1")).ToHaveAttributeAsync("data-state", "sent");
        await LongHistory.SeedAsync(chat, ada, 300);
        var (room, state) = (ada.Page.Url, await ada.Context.StorageStateAsync());

        var (cold, coldMessages, warm, warmMessages) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < 3; turn++)
        {
            await using var context = await chromium.Browser.NewContextAsync(new() { BaseURL = chat.Gateway.ToString(), StorageState = state });
            var page = await context.NewPageAsync();
            await MeasureAsync(page, () => page.GotoAsync(room), cold, coldMessages);
            await page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => true)");
            await MeasureAsync(page, () => page.ReloadAsync(), warm, warmMessages);
        }
        Report("first paint, nothing cached", cold);
        Report("messages there, nothing cached", coldMessages);
        Report("first paint, seen before", warm);
        Report("messages there, seen before", warmMessages);
        Assert.InRange(Median(cold), 0, 3_000);
        Assert.InRange(Median(warm), 0, 3_000);
    }

    static async Task MeasureAsync(IPage page, Func<Task> goes, List<double> paints, List<double> messages)
    {
        await goes();
        // In every frame, and with Playwright's limit of time.
        var found = await page.WaitForFunctionAsync("() => document.querySelector('[data-testid=message]') && performance.now()");
        messages.Add(await found.JsonValueAsync<double>());
        paints.Add(await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"));
    }

    static async Task<Scrolled> ScrollAsync(Person person, int step, int seconds) =>
        JsonSerializer.Deserialize<Scrolled>(await person.Page.EvaluateAsync<string>(Scroll, new[] { step, seconds }), JsonSerializerOptions.Web)!;

    static async Task<List<double>> SwitchAsync(Person person, List<string> rooms, int turns)
    {
        var times = new List<double>();
        for (var turn = 0; turn < turns; turn++)
            for (var n = 0; n < rooms.Count; n++)
                times.Add(await person.Page.EvaluateAsync<double>(Switch, new[] { rooms[n], "300" }));
        return times;
    }

    static double Median(IEnumerable<double> values) => At(values, 0.5);

    static double At(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)((sorted.Length - 1) * part)];
    }

    static void Report(string what, IReadOnlyCollection<double> values) => TestContext.Current.TestOutputHelper?.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{what}: median {Median(values):0.0}, 95 % {At(values, 0.95):0.0}, most {values.Max():0.0} ms, of {values.Count}; over 20 ms: {values.Count(ms => ms > 20)}"));
}
