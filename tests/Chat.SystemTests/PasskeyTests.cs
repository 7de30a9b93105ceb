using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What the passkey API asks for and refuses. That real passkeys work is for the browser tests.</summary>
public sealed class PasskeyTests(ChatSystem chat)
{
    [Fact]
    public async Task Options_are_of_this_site_want_the_users_presence_and_are_new_each_time()
    {
        var ada = await chat.NewUserAsync("ada");
        var create = await PostAsync(ada, "/api/auth/passkeys/options/");
        Assert.Equal("localhost", create.GetProperty("rp").GetProperty("id").GetString());
        Assert.Equal(ada.Username, create.GetProperty("user").GetProperty("name").GetString());
        var wanted = create.GetProperty("authenticatorSelection");
        Assert.Equal(("required", "required"), (wanted.GetProperty("residentKey").GetString(), wanted.GetProperty("userVerification").GetString()));
        Assert.NotEqual(create.GetProperty("challenge").GetString(), (await PostAsync(ada, "/api/auth/passkeys/options/")).GetProperty("challenge").GetString());

        var get = await PostAsync(chat.Anonymous(), "/api/auth/passkey-login/options/");
        Assert.Equal(("localhost", "required"), (get.GetProperty("rpId").GetString(), get.GetProperty("userVerification").GetString()));
        Assert.False(get.TryGetProperty("allowCredentials", out var some) && some.GetArrayLength() > 0);
    }

    [Theory]
    [InlineData("{}", "validation_failed")]
    [InlineData("{\"name\": \"x\"}", "validation_failed")]
    [InlineData("{\"name\": \"x\", \"credential\": null}", "validation_failed")]
    [InlineData("{\"name\": \"x\", \"credential\": \"y\"}", "validation_failed")]
    [InlineData("{\"name\": \"x\", \"credential\": {}}", "validation_failed")]
    [InlineData("{\"name\": \"x\", \"credential\": {\"response\": {\"clientDataJSON\": \"!\"}}}", "validation_failed")]
    [InlineData("{\"name\": \"x\", \"credential\": {\"response\": {\"clientDataJSON\": 7}}}", "validation_failed")]
    [InlineData("{\"name\": \"\", \"credential\": {\"response\": \"x\"}}", "validation_failed")]
    [InlineData("[]", "invalid_request")]
    public async Task A_bad_passkey_is_not_taken(string body, string code)
    {
        var ada = await chat.NewUserAsync("ada");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await Api.ProblemAsync(await ada.Http.PostAsync("/api/auth/passkeys/", content), 400, code);
        Assert.Empty(await Api.ReadAsync<List<JsonElement>>(await ada.Http.GetAsync("/api/auth/passkeys/")));
    }

    [Fact]
    public async Task An_answer_to_what_was_never_asked_or_of_nonsense_opens_nothing()
    {
        var http = chat.Anonymous().Http;
        await Api.ProblemAsync(await http.PostAsJsonAsync("/api/auth/passkey-login/", new { }), 400, "validation_failed");
        await Api.ProblemAsync(await http.PostAsJsonAsync("/api/auth/passkey-login/", new { credential = new { } }), 401, "invalid_passkey");
        foreach (var challenge in new[] { "AAAA", (await PostAsync(chat.Anonymous(), "/api/auth/passkey-login/options/")).GetProperty("challenge").GetString()! })
        {
            var clientData = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { type = "webauthn.get", challenge, origin = chat.Gateway.ToString() }))
                .Replace('+', '-').Replace('/', '_').TrimEnd('=');
            var credential = new
            {
                id = "AAAA",
                rawId = "AAAA",
                type = "public-key",
                clientExtensionResults = new { },
                response = new { clientDataJSON = clientData, authenticatorData = "AAAA", signature = "AAAA", userHandle = "MQ" },
            };
            await Api.ProblemAsync(await http.PostAsJsonAsync("/api/auth/passkey-login/", new { credential }), 401, "invalid_passkey");
        }
    }

    [Fact]
    public async Task Passkeys_are_the_users_own_business()
    {
        var (ada, anonymous) = (await chat.NewUserAsync("ada"), chat.Anonymous());
        await Api.ProblemAsync(await anonymous.Http.GetAsync("/api/auth/passkeys/"), 401, "not_signed_in");
        await Api.ProblemAsync(await anonymous.Http.PostAsJsonAsync("/api/auth/passkeys/options/", new { }), 401, "not_signed_in");
        await Api.ProblemAsync(await ada.Http.DeleteAsync("/api/auth/passkeys/AAAA/"), 404, "passkey_not_found");
        await Api.ProblemAsync(await ada.Http.DeleteAsync("/api/auth/passkeys/!/"), 404, "passkey_not_found");
    }

    static async Task<JsonElement> PostAsync(ChatUser user, string path) => await Api.ReadAsync<JsonElement>(await user.Http.PostAsJsonAsync(path, new { }));
}
