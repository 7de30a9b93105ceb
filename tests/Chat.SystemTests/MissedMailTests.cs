using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using MimeKit;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>Who is away gets one mail about what is meant for them, and nobody gets one about anything else. Here a message is missed after six seconds.</summary>
public sealed class MissedMailTests(ChatSystem chat)
{
    const double Seconds = 90;

    [Fact]
    public async Task A_direct_message_a_mention_and_an_answer_come_in_one_mail_and_the_next_only_after_a_while()
    {
        await chat.Mail.StartAsync();
        var (ada, bob, carol) = (await NewUserAsync("ada"), await chat.NewUserAsync("bob"), await NewUserAsync("carol"));
        await Api.ReadAsync<object>(await ada.Http.PatchAsJsonAsync("/api/users/me", new { time_zone = "Asia/Kathmandu" }));
        var team = await bob.CreateSessionAsync("Team of all", ada, carol);
        var question = await ada.PostAsync(team.Id, "Who knows?");
        var direct = await OpenDirectAsync(bob, ada);

        var posted = await bob.PostAsync(direct.Id, "**Hello** [there](https://example.org/)");
        await bob.PostAsync(team.Id, $"have a look, @{ada.Username.ToUpperInvariant()}.");
        await bob.PostAsync(team.Id, "said to nobody");
        await bob.PostAsync(team.Id, $"not to {ada.Username}, nor @{ada.Username}x");
        await AnswerAsync(bob, question, "I do");

        using var mail = await MailToAsync(ada);
        Assert.Equal($"3 messages from {bob.Username}", mail.Subject);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        var text = Assert.IsType<TextPart>(mail.Body).Text.ReplaceLineEndings("\n");
        Assert.Contains($"Hello {ada.Username},", text, StringComparison.Ordinal);
        Assert.Contains("    Hello there\n", text, StringComparison.Ordinal);
        Assert.Contains($"    have a look, @{ada.Username.ToUpperInvariant()}.\n", text, StringComparison.Ordinal);
        Assert.Contains("    I do\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", text, StringComparison.Ordinal);
        Assert.DoesNotContain("not to", text, StringComparison.Ordinal);
        Assert.Contains($"\nTeam of all\n{chat.Gateway.GetLeftPart(UriPartial.Authority)}/room/{team.Id}/\n", text, StringComparison.Ordinal);
        Assert.Contains($"\n{bob.Username}\n{chat.Gateway.GetLeftPart(UriPartial.Authority)}/room/{direct.Id}/\n", text, StringComparison.Ordinal);
        var at = TimeZoneInfo.ConvertTimeFromUtc(posted.Timestamp.ToUniversalTime(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu"));
        Assert.Contains($", {at.ToString("d MMM yyyy, HH:mm", System.Globalization.CultureInfo.InvariantCulture)}\n", text, StringComparison.Ordinal);
        Assert.Contains("/settings/notifications/", text, StringComparison.Ordinal);

        // Told a moment ago: what comes now waits, and somebody else who is called later is told sooner.
        await bob.PostAsync(team.Id, $"@{ada.Username} again");
        await bob.PostAsync(team.Id, $"@{carol.Username} now you");
        using var other = await MailToAsync(carol);
        Assert.Equal($"A message from {bob.Username}", other.Subject);
        Assert.Single(chat.Mail.MailsTo(AddressOf(ada)));
    }

    [Fact]
    public async Task Of_an_encrypted_message_a_mail_says_only_that_it_came()
    {
        await chat.Mail.StartAsync();
        var (ada, bob) = (await NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await bob.CreateEncryptedSessionAsync("Sealed", ada);
        var question = await ada.PostAsync(session.Id, KeyCopies.Text());
        var answer = KeyCopies.Text();
        await AnswerAsync(bob, question, answer);
        using var mail = await MailToAsync(ada);
        var text = Assert.IsType<TextPart>(mail.Body).Text.ReplaceLineEndings("\n");
        Assert.Contains("    New encrypted message\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("e2e1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_read_muted_deleted_left_or_not_wanted_is_not_mailed()
    {
        await chat.Mail.StartAsync();
        var bob = await NewUserAsync("bob");
        var (reader, muted, unwilling, removed, leaver, deactivated) = (
            await NewUserAsync("reader"), await NewUserAsync("muted"), await NewUserAsync("unwilling"), await NewUserAsync("removed"), await NewUserAsync("leaver"), await NewUserAsync("inactive"));
        var (spared, nameless, carol) = (await NewUserAsync("spared"), await chat.NewUserAsync("nameless"), await NewUserAsync("carol"));
        var stranger = await NewUserAsync("stranger");
        ChatUser[] silent = [bob, reader, muted, unwilling, removed, leaver, deactivated, spared, stranger];
        var session = await bob.CreateSessionAsync("Silence", reader, muted, unwilling, removed, leaver, deactivated, spared, nameless, carol);
        await Api.ReadAsync<object>(await muted.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/preferences/", new { pinned = false, muted = true }));
        Assert.False((await SetAsync(unwilling, false)).Wanted);
        Assert.Equal(new MailView(true, false), await GetAsync(nameless));

        var both = await bob.PostAsync(session.Id, string.Join(' ', silent.Except([spared]).Append(nameless).Select(user => $"@{user.Username}")));
        var regretted = await bob.PostAsync(session.Id, $"@{spared.Username} what I should not have said");
        await bob.Http.DeleteAsync($"/api/messages/{regretted.Id}/");
        await Api.ReadAsync<object>(await reader.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = both.Seq }));
        await bob.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{removed.Id}/");
        await leaver.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{leaver.Id}/");
        await Api.ReadAsync<object>(await (await chat.AdministratorAsync()).Http.PostAsJsonAsync($"/api/admin/users/{deactivated.Id}/deactivate/", new { reason = "test" }));

        await bob.PostAsync(session.Id, $"@{carol.Username} is called last");
        using var mail = await MailToAsync(carol);
        Assert.Equal("", string.Join(' ', silent.Where(user => chat.Mail.MailsTo(AddressOf(user)).Count > 0).Select(user => user.Username)));
        await using var messages = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await Eventually.BecomesTrueAsync(async () => await messages.ScalarAsync($"SELECT count(*) FROM attention WHERE session_id = {session.Id}") is 0L, "nothing waits any more");
    }

    [Fact]
    public async Task Mails_end_by_one_click_of_the_mail_program_and_not_by_a_guess_or_a_look()
    {
        await chat.Mail.StartAsync();
        var (ada, bob) = (await NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await bob.PostAsync((await OpenDirectAsync(bob, ada)).Id, "are you there?");
        using var mail = await MailToAsync(ada);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        var link = new Uri(Assert.IsType<string>(mail.Headers["List-Unsubscribe"]).Trim('<', '>'));
        Assert.Equal(chat.Gateway.Authority, link.Authority);

        var anyone = chat.Anonymous().Http;
        using var look = await anyone.GetAsync(link);
        Assert.Equal((HttpStatusCode.Redirect, "/settings/notifications/"), (look.StatusCode, look.Headers.Location?.ToString()));
        foreach (var guess in new[] { new string('A', 43), "nonsense", link.Segments[^1].Trim('/')[..^1] })
            await Api.ProblemAsync(await ClickAsync(anyone, new Uri(link, $"../{guess}/")), 404, "not_found");
        Assert.Equal(new MailView(true, true), await GetAsync(ada));

        Assert.Equal(HttpStatusCode.NoContent, (await ClickAsync(anyone, link)).StatusCode);
        Assert.Equal(new MailView(false, true), await GetAsync(ada));
        var export = await Api.ReadAsync<JsonElement>(await ada.Http.GetAsync("/api/users/me/export/"));
        Assert.False(export.GetProperty("notifications").GetProperty("mail").GetProperty("wanted").GetBoolean());
        // The link of an old mail works for ever.
        Assert.True((await SetAsync(ada, true)).Wanted);
        Assert.Equal(HttpStatusCode.NoContent, (await ClickAsync(anyone, link)).StatusCode);
        Assert.False((await GetAsync(ada)).Wanted);
    }

    [Fact]
    public async Task The_mail_survives_an_outage_of_the_mail_server_and_a_restart_of_ours()
    {
        await chat.Mail.StopAsync();
        var (ada, bob) = (await NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await bob.PostAsync((await OpenDirectAsync(bob, ada)).Id, "keep this");
        await using (var accounts = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!))
            await Eventually.BecomesTrueAsync(async () => await accounts.ScalarAsync($"SELECT count(*) FROM notice_orders WHERE user_id = {ada.Id} AND attempts > 0") is 1L, "the mail is owed", Seconds);
        var instance = Assert.Single(await chat.InstancesAsync("accounts"));
        await instance.KillAsync();
        await chat.Mail.StartAsync();
        await instance.StartAsync();
        using var mail = await MailToAsync(ada, 180);
        Assert.Contains("keep this", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_in_a_session_that_is_deleted_or_left_while_the_mail_waits_is_not_in_it()
    {
        await chat.Mail.StopAsync();
        var (ada, carl, bob) = (await NewUserAsync("ada"), await NewUserAsync("carl"), await chat.NewUserAsync("bob"));
        var (deleted, left, kept) = (await bob.CreateSessionAsync("Deleted", ada, carl), await bob.CreateSessionAsync("Left", ada), await bob.CreateSessionAsync("Kept", ada));
        await bob.PostAsync(deleted.Id, $"@{ada.Username} @{carl.Username} said in the deleted one");
        await bob.PostAsync(left.Id, $"@{ada.Username} said in the one that was left");
        await bob.PostAsync(kept.Id, $"@{ada.Username} said in the one that stays");
        await using var accounts = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!);
        foreach (var user in new[] { ada, carl })
            await Eventually.BecomesTrueAsync(async () => await accounts.ScalarAsync($"SELECT count(*) FROM notice_orders WHERE user_id = {user.Id} AND attempts > 0") is 1L, "a mail is owed", Seconds);
        Assert.Equal(HttpStatusCode.NoContent, (await bob.Http.DeleteAsync($"/api/sessions/{deleted.Id}/")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{left.Id}/participants/{ada.Id}/")).StatusCode);

        await chat.Mail.StartAsync();
        using var mail = await MailToAsync(ada, 180);
        Assert.Equal($"A message from {bob.Username}", mail.Subject);
        Assert.Contains("in the one that stays", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("in the deleted one", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("that was left", mail.TextBody, StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(async () => await accounts.ScalarAsync($"SELECT count(*) FROM notice_orders WHERE user_id = {carl.Id}") is 0L, "nothing is owed any more", 180);
        Assert.Empty(chat.Mail.MailsTo(AddressOf(carl)));
    }

    [Fact]
    public async Task Whom_a_message_is_meant_for_is_found_though_all_die_right_after_it_was_posted()
    {
        await chat.Mail.StartAsync();
        var (ada, bob) = (await NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var direct = await OpenDirectAsync(bob, ada);
        var instances = await chat.InstancesAsync("messages");
        await bob.PostAsync(direct.Id, "just in time");
        await Task.WhenAll(instances.Select(instance => instance.KillAsync()));
        await Task.WhenAll(instances.Select(instance => instance.StartAsync()));
        using var mail = await MailToAsync(ada, 180);
        Assert.Contains("just in time", mail.TextBody, StringComparison.Ordinal);
        Assert.Single(chat.Mail.MailsTo(AddressOf(ada)));
    }

    [Fact]
    public async Task What_people_write_is_text_in_a_mail_and_nothing_else()
    {
        await chat.Mail.StartAsync();
        var (ada, bob) = (await NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await Api.ReadAsync<object>(await bob.Http.PatchAsJsonAsync("/api/users/me", new { display_name = "Bob <eve@example.org>, {count}" }));
        var session = await bob.CreateSessionAsync("{settings} <b>Team</b>", ada);
        await bob.PostAsync(session.Id, $"@{ada.Username}\r\nBcc: eve@example.org\r\n\r\n.\r\n<script>alert(1)</script> {{username}}");
        using var mail = await MailToAsync(ada);
        Assert.Equal("A message from Bob <eve@example.org>, {count}", mail.Subject);
        Assert.Equal(AddressOf(ada), Assert.Single(mail.To.Mailboxes).Address);
        Assert.Empty(mail.Bcc);
        var part = Assert.IsType<TextPart>(mail.Body);
        Assert.True(part.ContentType.IsMimeType("text", "plain"));
        var text = part.Text.ReplaceLineEndings("\n");
        Assert.Contains($"    @{ada.Username} Bcc: eve@example.org . <script>alert(1)</script> {{username}}\n", text, StringComparison.Ordinal);
        Assert.Contains("\n{settings} <b>Team</b>\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"mail":null}""")]
    [InlineData("""{"mail":"yes"}""")]
    public async Task A_choice_that_is_none_gets_a_problem(string body)
    {
        var ada = await chat.NewUserAsync("ada");
        using var reply = await ada.Http.PutAsync("/api/users/me/notifications/", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.True((await GetAsync(ada)).Wanted);
    }

    [Fact]
    public async Task A_site_can_keep_texts_out_of_its_mails()
    {
        await using var other = new ChatSystem { Settings = ["--Notifications:MailContent=false"] };
        await other.InitializeAsync();
        await other.Mail.StartAsync();
        var (ada, bob) = (await NewUserAsync("ada", other), await other.NewUserAsync("bob"));
        await bob.PostAsync((await OpenDirectAsync(bob, ada)).Id, "between us");
        var mail = await other.Mail.NextToAsync(AddressOf(ada), seconds: Seconds);
        Assert.Contains($"A message from {bob.Username}", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("between us", mail, StringComparison.Ordinal);
    }

    async Task<ChatUser> NewUserAsync(string name, ChatSystem? system = null)
    {
        var user = await (system ?? chat).NewUserAsync(name);
        await Api.ReadAsync<object>(await user.Http.PatchAsJsonAsync("/api/users/me/", new { email = AddressOf(user), password = ChatUser.Password }));
        return user;
    }

    static string AddressOf(ChatUser user) => $"{user.Username}@example.org";

    async Task<MimeMessage> MailToAsync(ChatUser user, double seconds = Seconds) =>
        await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(await chat.Mail.NextToAsync(AddressOf(user), seconds: seconds))));

    static async Task<SessionView> OpenDirectAsync(ChatUser user, ChatUser other) =>
        await Api.ReadAsync<SessionView>(await user.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = other.Id }));

    static async Task AnswerAsync(ChatUser user, MessageView message, string content) => await Api.ReadAsync<MessageView>(
        await user.Http.PostAsJsonAsync("/api/messages/", new { session_id = message.ChatSession, content, reply_to = message.Seq, client_id = Guid.NewGuid() }));

    static async Task<MailView> GetAsync(ChatUser user) => (await Api.ReadAsync<SettingsView>(await user.Http.GetAsync("/api/users/me/notifications/"))).Mail;

    static async Task<MailView> SetAsync(ChatUser user, bool mail) =>
        (await Api.ReadAsync<SettingsView>(await user.Http.PutAsJsonAsync("/api/users/me/notifications/", new { mail }))).Mail;

    /// <summary>As a mail program does it (RFC 8058, 3.2).</summary>
    static Task<HttpResponseMessage> ClickAsync(HttpClient http, Uri link) =>
        http.PostAsync(link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));

    sealed record SettingsView(MailView Mail);

    sealed record MailView(bool Wanted, bool Possible);
}
