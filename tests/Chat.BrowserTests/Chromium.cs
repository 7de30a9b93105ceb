using Microsoft.Playwright;

namespace Chat.BrowserTests;

/// <summary>The system's own Chromium, driven by Playwright.</summary>
public sealed class Chromium : IAsyncLifetime
{
    static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Root, as CI is, needs no-sandbox; the rest keeps the browser from calling home.</summary>
    public static readonly IReadOnlyList<string> Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    IPlaywright _playwright = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = FindProgram(),
            Args = Arguments,
        });
    }

    public static string FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Programs.Select(program => Path.Combine(folder, program)))
            .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("No Chromium is on the PATH; './chat test' installs it.");

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}
