using Microsoft.Playwright;

namespace Chat.BrowserTests;

/// <summary>What people have in their hands besides the browser: a security key.</summary>
static class SecurityKey
{
    /// <summary>Gives the page a security key that says yes to everything (WebAuthn's own automation).</summary>
    public static async Task PlugInAsync(IPage page)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("WebAuthn.enable");
        await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
