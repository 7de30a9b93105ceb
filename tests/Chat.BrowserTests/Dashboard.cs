using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>The pages of the Aspire dashboard that tests use.</summary>
sealed class Dashboard(IPage page)
{
    const float Patience = 60_000;

    public IPage Page { get; } = page;

    public async Task OpenResourcesAsync()
    {
        await Page.GotoAsync("/");
        await Expect(Resource("gateway")).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>The row of a resource, or of one of its instances, as in <c>messages-1</c>.</summary>
    public ILocator Resource(string name) =>
        Page.GetByRole(AriaRole.Row).Filter(new() { Has = Page.Locator(".resource-name-text", new() { HasTextRegex = new Regex($"^\\s*{Regex.Escape(name)}\\s*$") }) });

    /// <summary>It runs and is healthy: what is not healthy says so beside.</summary>
    public Task IsRunningAsync(string name) =>
        Expect(Resource(name).Locator("td[col-index='2']")).ToHaveTextAsync(new Regex("^\\s*Running\\s*$"), new() { Timeout = Patience });

    /// <summary>When it started last.</summary>
    public async Task<string> StartOfAsync(string name) => await Resource(name).Locator("td[col-index='3']").GetAttributeAsync("title") ?? "";

    /// <summary>Tells an instance to start anew, as an operator does: by its menu.</summary>
    public async Task RestartAsync(string name)
    {
        for (var turn = 1; ; turn++)
        {
            try
            {
                await Resource(name).GetByTitle("Actions").ClickAsync(new() { Timeout = 10_000 });
                await Page.GetByRole(AriaRole.Menuitem, new() { Name = "Restart" }).ClickAsync(new() { Timeout = 5_000 });
                return;
            }
            catch (TimeoutException) when (turn < 5)
            {
                // The table was drawn anew and the menu went with its row: an operator opens it again.
                await Page.Keyboard.PressAsync("Escape");
            }
        }
    }

    /// <summary>Opens what an instance prints, when this is in it.</summary>
    public Task OpenConsoleAsync(string name, string line) => OpenAsync($"/consolelogs/resource/{name}", Page.GetByText(line));

    /// <summary>Opens the metrics of an instance, when this is one.</summary>
    public Task OpenMetricsAsync(string name, string metric) => OpenAsync($"/metrics/resource/{name}", Page.GetByText(metric));

    /// <summary>Opens a trace when there is something of it: services tell of their spans a second later or two.</summary>
    public Task OpenTraceAsync(string traceId, string lastSpan) => OpenAsync($"/traces/detail/{traceId}", Span(lastSpan));

    /// <summary>Spans of the open trace whose line has this text.</summary>
    public ILocator Span(string text) => Page.Locator("tr.fluent-data-grid-row").Filter(new() { HasText = text });

    /// <summary>A page that has waited for its data for five seconds gives up: whoever looks opens it again.</summary>
    async Task OpenAsync(string path, ILocator content)
    {
        for (var turn = 1; ; turn++)
        {
            await Page.GotoAsync(path);
            try
            {
                await Expect(content.First).ToBeVisibleAsync(new() { Timeout = 10_000 });
                return;
            }
            catch (PlaywrightException) when (turn < 6)
            {
                // Not yet.
            }
        }
    }
}
