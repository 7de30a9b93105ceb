using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>Signing in with a second factor, as an authenticator app would do it.</summary>
public sealed class TwoFactorTests(ChatSystem chat)
{
    [Fact]
    public async Task With_a_second_factor_the_password_alone_opens_nothing()
    {
        var ada = await chat.NewUserAsync("ada");
        var (secret, _) = await EnableAsync(ada);
        Assert.True((await OwnAsync(ada)).GetProperty("two_factor_enabled").GetBoolean());
        Assert.Equal(10, (await OwnAsync(ada)).GetProperty("recovery_codes_left").GetInt32());

        foreach (var path in new[] { "/api/auth/login", "/api/auth/token" })
        {
            await Api.ProblemAsync(await SignInAsync(ada, code: null, path), 401, "second_factor_required");
            await Api.ProblemAsync(await SignInAsync(ada, "000000x", path), 401, "invalid_second_factor");
            // Who does not know the password learns nothing of it.
            using var wrong = await chat.Anonymous().Http.PostAsJsonAsync(path, new { username = ada.Username, password = "not this one", code = AuthenticatorApp.CodeOf(secret, ahead: 1) });
            await Api.ProblemAsync(wrong, 401, "invalid_credentials");
        }
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(ada, AuthenticatorApp.CodeOf(secret, ahead: 1))).StatusCode);
    }

    [Fact]
    public async Task A_code_works_once_even_when_it_is_presented_many_times_at_once()
    {
        var ada = await chat.NewUserAsync("ada");
        var (secret, enabledWith) = await EnableAsync(ada);
        await Api.ProblemAsync(await SignInAsync(ada, enabledWith), 401, "invalid_second_factor");

        var next = AuthenticatorApp.CodeOf(secret, ahead: 1);
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SignInAsync(ada, next)));
        Assert.Single(replies, reply => reply.StatusCode is HttpStatusCode.OK);
        await Api.ProblemAsync(await SignInAsync(ada, next), 401, "invalid_second_factor");
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_new_ones_replace_the_old()
    {
        var ada = await chat.NewUserAsync("ada");
        var codes = await SetUpAsync(ada);
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(ada, $" {codes[0].ToUpperInvariant()} ")).StatusCode);
        await Api.ProblemAsync(await SignInAsync(ada, codes[0]), 401, "invalid_second_factor");
        Assert.Equal(9, (await OwnAsync(ada)).GetProperty("recovery_codes_left").GetInt32());

        await Api.ProblemAsync(await PostAsync(ada, "recovery-codes", new { password = "not this one" }), 403, "wrong_password");
        var renewed = await CodesAsync(await PostAsync(ada, "recovery-codes", new { password = ChatUser.Password }));
        await Api.ProblemAsync(await SignInAsync(ada, codes[1]), 401, "invalid_second_factor");
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(ada, renewed[9])).StatusCode);
    }

    [Fact]
    public async Task Guessing_codes_closes_the_name_and_the_right_password_does_not_open_it_again()
    {
        var ada = await chat.NewUserAsync("ada");
        var codes = await SetUpAsync(ada);
        for (var i = 0; i < 10; i++)
        {
            await Api.ProblemAsync(await SignInAsync(ada, "abcd-efgh"), 401, "invalid_second_factor");
            if (i < 9) await Api.ProblemAsync(await SignInAsync(ada, code: null), 401, "second_factor_required");
        }
        await Api.ProblemAsync(await SignInAsync(ada, codes[0]), 401, "invalid_credentials");
    }

    [Fact]
    public async Task Turning_it_off_needs_the_password_and_makes_the_password_enough_again()
    {
        var ada = await chat.NewUserAsync("ada");
        await SetUpAsync(ada);
        await Api.ProblemAsync(await PostAsync(ada, "setup", new { password = ChatUser.Password }), 409, "two_factor_enabled");
        await Api.ProblemAsync(await PostAsync(ada, "disable", new { }), 400, "validation_failed");
        await Api.ProblemAsync(await PostAsync(ada, "disable", new { password = "not this one" }), 403, "wrong_password");
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(ada, "disable", new { password = ChatUser.Password })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(ada, code: null)).StatusCode);
        Assert.False((await OwnAsync(ada)).GetProperty("two_factor_enabled").GetBoolean());
        await Api.ProblemAsync(await PostAsync(ada, "recovery-codes", new { password = ChatUser.Password }), 409, "two_factor_disabled");
    }

    [Fact]
    public async Task It_is_not_on_before_a_right_code_was_shown()
    {
        var ada = await chat.NewUserAsync("ada");
        await Api.ProblemAsync(await PostAsync(ada, "enable", new { code = "123456" }), 409, "two_factor_disabled");
        await Api.ProblemAsync(await PostAsync(ada, "setup", new { password = "not this one" }), 403, "wrong_password");
        var setUp = await Api.ReadAsync<JsonElement>(await PostAsync(ada, "setup", new { password = ChatUser.Password }));
        var uri = new Uri(setUp.GetProperty("uri").GetString()!);
        Assert.Equal(("otpauth", "totp"), (uri.Scheme, uri.Host));
        Assert.Contains($"secret={setUp.GetProperty("secret").GetString()}&issuer=Chat", uri.Query, StringComparison.Ordinal);
        foreach (var code in new[] { "", "12345", "1234567", "abcdef" })
            await Api.ProblemAsync(await PostAsync(ada, "enable", new { code }), 400, "validation_failed");
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(ada, code: null)).StatusCode);
    }

    /// <summary>Turns it on; answers the secret and the code that did it, of the step before now.</summary>
    /// <summary>Turns it on; the secret, and the code that it took.</summary>
    internal static async Task<(string Secret, string Code)> EnableAsync(ChatUser user)
    {
        var setUp = await Api.ReadAsync<JsonElement>(await PostAsync(user, "setup", new { password = ChatUser.Password }));
        var secret = setUp.GetProperty("secret").GetString()!;
        var code = AuthenticatorApp.CodeOf(secret);
        await CodesAsync(await PostAsync(user, "enable", new { code }));
        return (secret, code);
    }

    /// <summary>Turns it on; answers the recovery codes.</summary>
    static async Task<IReadOnlyList<string>> SetUpAsync(ChatUser user)
    {
        var setUp = await Api.ReadAsync<JsonElement>(await PostAsync(user, "setup", new { password = ChatUser.Password }));
        return await CodesAsync(await PostAsync(user, "enable", new { code = AuthenticatorApp.CodeOf(setUp.GetProperty("secret").GetString()!) }));
    }

    static async Task<IReadOnlyList<string>> CodesAsync(HttpResponseMessage reply) =>
        [.. (await Api.ReadAsync<JsonElement>(reply)).GetProperty("recovery_codes").EnumerateArray().Select(code => code.GetString()!)];

    static Task<HttpResponseMessage> PostAsync(ChatUser user, string path, object body) => user.Http.PostAsJsonAsync($"/api/auth/two-factor/{path}/", body);

    static async Task<JsonElement> OwnAsync(ChatUser user) => await Api.ReadAsync<JsonElement>(await user.Http.GetAsync("/api/users/me/"));

    Task<HttpResponseMessage> SignInAsync(ChatUser user, string? code, string path = "/api/auth/login") =>
        chat.Anonymous().Http.PostAsJsonAsync(path, new { username = user.Username, password = ChatUser.Password, code });
}
