using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;
using Microsoft.Playwright;

namespace Chat.BrowserTests;

/// <summary>A real browser with an authenticator (virtual, by WebAuthn's own automation) against the passkey API.</summary>
public sealed class PasskeyTests(ChatSystem chat, Chromium chromium)
{
    /// <summary>Asks the API for options, the browser's authenticator for the answer, and sends what the body makes of it.</summary>
    const string Create =
        """
        async ({ name }) => {
            const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
            const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await (await post('/api/auth/passkeys/options/', {})).json());
            const credential = (await navigator.credentials.create({ publicKey })).toJSON();
            const reply = await post('/api/auth/passkeys/', { name, credential });
            return { status: reply.status, body: await reply.json(), credential };
        }
        """;

    const string Get =
        """
        async () => {
            const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
            const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await (await post('/api/auth/passkey-login/options/', {})).json());
            const credential = (await navigator.credentials.get({ publicKey })).toJSON();
            const reply = await post('/api/auth/passkey-login/', { credential });
            return { status: reply.status, body: await reply.json(), credential };
        }
        """;

    [Fact]
    public async Task A_passkey_signs_in_without_a_name_or_a_password_until_it_is_removed()
    {
        var ada = await chat.NewUserAsync("ada");
        await using var context = await OpenAsync(ada);
        var page = context.Pages[0];
        var made = await page.EvaluateAsync<JsonElement>(Create, new { name = "Laptop" });
        Assert.Equal(201, made.GetProperty("status").GetInt32());
        Assert.Equal("Laptop", made.GetProperty("body").GetProperty("name").GetString());
        var id = made.GetProperty("body").GetProperty("id").GetString()!;
        Assert.Equal(made.GetProperty("credential").GetProperty("id").GetString(), id);
        var listed = Assert.Single(await ListAsync(ada));
        Assert.Equal((id, "Laptop"), (listed.GetProperty("id").GetString(), listed.GetProperty("name").GetString()));

        await context.ClearCookiesAsync();
        var signedIn = await page.EvaluateAsync<JsonElement>(Get);
        Assert.Equal(200, signedIn.GetProperty("status").GetInt32());
        Assert.Equal(ada.Id, signedIn.GetProperty("body").GetProperty("id").GetInt64());
        Assert.Equal(200, await page.EvaluateAsync<int>("async () => (await fetch('/api/users/me/')).status"));

        // What a thief might have overheard works no second time.
        using var again = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/passkey-login/", new { credential = signedIn.GetProperty("credential") });
        await Api.ProblemAsync(again, 401, "invalid_passkey");

        var eve = await chat.NewUserAsync("eve");
        await Api.ProblemAsync(await eve.Http.DeleteAsync($"/api/auth/passkeys/{id}/"), 404, "passkey_not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/auth/passkeys/{id}/")).StatusCode);
        Assert.Empty(await ListAsync(ada));
        var refused = await page.EvaluateAsync<JsonElement>(Get);
        Assert.Equal((401, "invalid_passkey"), (refused.GetProperty("status").GetInt32(), refused.GetProperty("body").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_was_asked_of_one_user_is_not_answered_by_another()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        await using var context = await OpenAsync(ada);
        var answer = await context.Pages[0].EvaluateAsync<JsonElement>(
            """
            async () => {
                const options = await (await fetch('/api/auth/passkeys/options/', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json();
                return (await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })).toJSON();
            }
            """);
        using var stolen = await eve.Http.PostAsJsonAsync("/api/auth/passkeys/", new { name = "Stolen", credential = answer });
        await Api.ProblemAsync(stolen, 400, "validation_failed");
        Assert.Empty(await ListAsync(eve));
        Assert.Empty(await ListAsync(ada));
    }

    [Fact]
    public async Task A_deleted_users_passkey_opens_nothing()
    {
        var ada = await chat.NewUserAsync("ada");
        await using var context = await OpenAsync(ada);
        var page = context.Pages[0];
        await page.EvaluateAsync<JsonElement>(Create, new { name = "Laptop" });
        using var deleted = await ada.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(401, (await page.EvaluateAsync<JsonElement>(Get)).GetProperty("status").GetInt32());
    }

    /// <summary>A browser profile with an authenticator, signed in, on a page of the gateway.</summary>
    async Task<IBrowserContext> OpenAsync(ChatUser user)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = chat.Gateway.ToString() });
        var cookie = user.CookieHeader.Split('=', 2);
        await context.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = cookie[0], Value = cookie[1], Url = chat.Gateway.ToString() }]);
        var page = await context.NewPageAsync();
        await SecurityKey.PlugInAsync(page);
        await page.GotoAsync("/api/nothing/");
        return context;
    }

    static async Task<List<JsonElement>> ListAsync(ChatUser user) => await Api.ReadAsync<List<JsonElement>>(await user.Http.GetAsync("/api/auth/passkeys/"));
}
