using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Chat.Testing;
using MimeKit;

namespace Chat.SystemTests;

/// <summary>Who forgot their password gets back in by a link in a mail; nobody else learns or gets anything.</summary>
public sealed partial class PasswordResetTests(ChatSystem chat)
{
    const string NewPassword = "a password to remember";

    [Fact]
    public async Task A_link_in_a_mail_lets_its_reader_choose_a_new_password_once()
    {
        await chat.Mail.StartAsync();
        var (ada, address) = await NewUserWithEmailAsync();
        await using var hub = await ada.ListenAsync();
        await ForgetAsync(ada.Username.ToUpperInvariant());
        var mail = await chat.Mail.NextToAsync(address);
        Assert.Contains("From: Chat <chat@example.org>", mail, StringComparison.Ordinal);
        Assert.Contains($"Hello {ada.Username},", mail, StringComparison.Ordinal);
        Assert.StartsWith(chat.Gateway.GetLeftPart(UriPartial.Authority), Link().Match(mail).Value, StringComparison.Ordinal);
        var token = TokenOf(mail);

        // A refused password does not use the link up.
        await Api.ProblemAsync(await ResetAsync(token, "short"), 400, "validation_failed");
        Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(token, NewPassword)).StatusCode);
        await Api.ProblemAsync(await ada.Http.GetAsync("/api/users/me/"), 401, "not_signed_in");
        await Eventually.BecomesTrueAsync(() => hub.SignedOut.Contains("revoked"), "the open connection is closed");
        await Api.ProblemAsync(await LogInAsync(ada, ChatUser.Password), 401, "invalid_credentials");
        await chat.SignInAsync(ada, NewPassword);
        await Api.ProblemAsync(await ResetAsync(token, "yet another password"), 400, "invalid_reset_token");
    }

    [Theory]
    [InlineData("", "A new password for Chat", "Hello ")]
    [InlineData("de-AT", "Ein neues Passwort für Chat", "Hallo ")]
    [InlineData("zh-Hans", "重设 Chat 密码", "你好：")]
    [InlineData("tlh", "A new password for Chat", "Hello ")]
    public async Task The_mail_is_written_in_the_language_of_the_account_or_in_English(string language, string subject, string greeting)
    {
        await chat.Mail.StartAsync();
        var (ada, address) = await NewUserWithEmailAsync();
        await Api.ReadAsync<object>(await ada.Http.PatchAsJsonAsync("/api/users/me/", new { language }));
        await ForgetAsync(ada.Username);
        using var mail = await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(await chat.Mail.NextToAsync(address))));
        Assert.Equal(subject, mail.Subject);
        var text = Assert.IsType<string>(mail.TextBody);
        var firstLine = text.Split('\n')[0];
        Assert.Contains(greeting, firstLine, StringComparison.Ordinal);
        Assert.Contains(ada.Username, firstLine, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(TokenOf(text), NewPassword)).StatusCode);
    }

    [Fact]
    public async Task Of_two_who_use_one_link_at_once_one_is_too_late()
    {
        await chat.Mail.StartAsync();
        var (ada, address) = await NewUserWithEmailAsync();
        await ForgetAsync(ada.Username);
        var token = TokenOf(await chat.Mail.NextToAsync(address));
        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => ResetAsync(token, $"{NewPassword} {i}")));
        Assert.Single(replies, reply => reply.StatusCode is HttpStatusCode.NoContent);
        foreach (var late in replies.Where(reply => !reply.IsSuccessStatusCode)) await Api.ProblemAsync(late, 400, "invalid_reset_token");
    }

    [Fact]
    public async Task Another_address_or_password_ends_a_link_that_is_on_its_way()
    {
        await chat.Mail.StartAsync();
        foreach (var change in new Func<ChatUser, Task<HttpResponseMessage>>[]
        {
            user => user.Http.PatchAsJsonAsync("/api/users/me/", new { email = "new@example.org", password = ChatUser.Password }),
            user => user.Http.PostAsJsonAsync("/api/auth/password/", new { current_password = ChatUser.Password, new_password = NewPassword }),
        })
        {
            var (ada, address) = await NewUserWithEmailAsync();
            await ForgetAsync(ada.Username);
            var token = TokenOf(await chat.Mail.NextToAsync(address));
            Assert.True((await change(ada)).IsSuccessStatusCode);
            await Api.ProblemAsync(await ResetAsync(token, "the finder's password"), 400, "invalid_reset_token");
        }
    }

    [Fact]
    public async Task A_link_does_not_lead_past_the_second_factor()
    {
        await chat.Mail.StartAsync();
        var (ada, address) = await NewUserWithEmailAsync();
        await TwoFactorTests.EnableAsync(ada);
        await ForgetAsync(ada.Username);
        Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(TokenOf(await chat.Mail.NextToAsync(address)), NewPassword)).StatusCode);
        await Api.ProblemAsync(await LogInAsync(ada, NewPassword), 401, "second_factor_required");
    }

    [Fact]
    public async Task By_address_everyone_who_gave_it_gets_a_mail()
    {
        await chat.Mail.StartAsync();
        var (ada, address) = await NewUserWithEmailAsync();
        var (twin, _) = await NewUserWithEmailAsync(address);
        await ForgetAsync($" {address.ToUpperInvariant()} ");
        await Eventually.BecomesTrueAsync(() => chat.Mail.MailsTo(address).Count == 2, "both mails arrive", 30);
        foreach (var user in new[] { ada, twin })
            Assert.Single(chat.Mail.MailsTo(address), mail => mail.Contains($"Hello {user.Username},", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_names_get_the_same_answer_and_nobody_is_flooded()
    {
        await chat.Mail.StartAsync();
        var (ada, address) = await NewUserWithEmailAsync();
        using var known = await ForgetAsync(ada.Username);
        using var unknown = await ForgetAsync("nobody-at-all");
        Assert.Equal(await known.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal(known.Headers.Select(header => header.Key).Order(), unknown.Headers.Select(header => header.Key).Order());

        await chat.Mail.NextToAsync(address);
        for (var i = 1; i < 3; i++)
        {
            await ForgetAsync(ada.Username);
            await chat.Mail.NextToAsync(address, after: i);
        }
        // A fourth is promised and not sent: the mail of somebody else who asks later overtakes it.
        await ForgetAsync(ada.Username);
        var (bob, otherAddress) = await NewUserWithEmailAsync();
        await ForgetAsync(bob.Username);
        await chat.Mail.NextToAsync(otherAddress);
        Assert.Equal(3, chat.Mail.MailsTo(address).Count);
    }

    [Fact]
    public async Task A_promised_mail_survives_an_outage_of_the_mail_server_and_a_restart_of_ours()
    {
        await chat.Mail.StopAsync();
        var (ada, address) = await NewUserWithEmailAsync();
        await ForgetAsync(ada.Username);
        var accounts = Assert.Single(await chat.InstancesAsync("accounts"));
        await accounts.KillAsync();
        await chat.Mail.StartAsync();
        await accounts.StartAsync();
        var token = TokenOf(await chat.Mail.NextToAsync(address, seconds: 180));
        Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(token, NewPassword)).StatusCode);
        await chat.SignInAsync(ada, NewPassword);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Without_a_mail_server_the_link_is_logged_in_development_and_nowhere_else(string environment, bool isLogged)
    {
        var (ada, _) = await NewUserWithEmailAsync();
        // Alone with the queue: nobody else takes the order.
        await using var alone = await OneMore.StartAsync(chat, "accounts", [new("Smtp__Host", ""), new("ASPNETCORE_ENVIRONMENT", environment), new("DOTNET_ENVIRONMENT", environment)]);
        await alone.IsReadyAsync();
        var accounts = Assert.Single(await chat.InstancesAsync("accounts"));
        await accounts.StopAsync();
        try
        {
            using var reply = await alone.Http.PostAsJsonAsync("/api/auth/password/forgot", new { login = ada.Username });
            Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
            await Eventually.BecomesTrueAsync(() => alone.Output.Contains("no mail server is configured", StringComparison.OrdinalIgnoreCase), "it says that there is no mail server");
        }
        finally
        {
            await accounts.StartAsync();
        }
        var link = Link().Match(alone.Output);
        Assert.Equal(isLogged, link.Success);
        if (isLogged) Assert.Equal(HttpStatusCode.NoContent, (await ResetAsync(link.Groups[1].Value, NewPassword)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../../../etc/passwd")]
    public async Task A_made_up_link_opens_nothing(string token) =>
        await Api.ProblemAsync(await ResetAsync(token, NewPassword), 400, token.Length == 0 ? "validation_failed" : "invalid_reset_token");

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("a\0b")]
    [InlineData("LONG")]
    public async Task A_login_that_can_be_nobodys_gets_a_problem(string? login)
    {
        var body = new { login = login == "LONG" ? new string('x', 300) : login };
        await Api.ProblemAsync(await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/password/forgot/", body), 400, "validation_failed");
    }

    async Task<(ChatUser User, string Address)> NewUserWithEmailAsync(string? address = null)
    {
        var user = await chat.NewUserAsync("ada");
        address ??= $"{user.Username}@example.org";
        await Api.ReadAsync<object>(await user.Http.PatchAsJsonAsync("/api/users/me/", new { email = address, password = ChatUser.Password }));
        return (user, address);
    }

    async Task<HttpResponseMessage> ForgetAsync(string login)
    {
        var reply = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/password/forgot/", new { login });
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        return reply;
    }

    Task<HttpResponseMessage> ResetAsync(string token, string password) =>
        chat.Anonymous().Http.PostAsJsonAsync("/api/auth/password/reset/", new { token, new_password = password });

    Task<HttpResponseMessage> LogInAsync(ChatUser user, string password) =>
        chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password });

    static string TokenOf(string mail) => Link().Match(mail).Groups[1].Value;

    [GeneratedRegex(@"http://[^\s/]+/reset/([A-Za-z0-9_-]+)/")]
    private static partial Regex Link();
}
