using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary>"Security Considerations".</summary>
public sealed class SecurityTests(ChatSystem chat)
{
    public static TheoryData<string> HarmfulTexts => [.. Harmful.Texts];

    [Theory]
    [MemberData(nameof(HarmfulTexts))]
    public async Task Harmful_text_is_text_and_comes_back_unchanged(string text)
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var name = text.ReplaceLineEndings(" ");
        var session = await ada.CreateSessionAsync(name, bob);
        var message = await ada.PostAsync(session.Id, text);
        Assert.Equal(text, message.Content);
        using var list = await bob.Http.GetAsync($"/api/messages/?session_id={session.Id}");
        Assert.Equal(("application/json", "nosniff"), (list.Content.Headers.ContentType?.MediaType, list.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Equal([message], await Api.ReadAsync<List<MessageView>>(list));
        Assert.Equal(name, (await Api.ReadAsync<SessionView>(await bob.Http.GetAsync($"/api/sessions/{session.Id}/"))).Name);
        // Neither does it as a parameter, and everything is still there.
        using var search = await bob.Http.GetAsync($"/api/users/?q={Uri.EscapeDataString(text)}");
        Assert.Equal(HttpStatusCode.OK, search.StatusCode);
        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/messages/?session_id={Uri.EscapeDataString(text)}"), 400, "invalid_request");
        await Api.ProblemAsync(
            await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = text, password = text }), 401, "invalid_credentials");
        Assert.Single(await bob.ListAsync(session.Id));
    }

    [Fact]
    public async Task Authentication_is_by_a_server_side_session_that_logging_out_ends()
    {
        var ada = await chat.NewUserAsync("ada");
        using var login = await ada.Http.PostAsJsonAsync("/api/auth/login", new { username = ada.Username, password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        var kept = ada.CookieHeader;
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.PostAsync("/api/auth/logout", null)).StatusCode);
        using var copy = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = chat.Gateway };
        copy.DefaultRequestHeaders.Add("Cookie", kept);
        await Api.ProblemAsync(await copy.GetAsync("/api/sessions/"), 401, "not_signed_in");
    }

    [Fact]
    public async Task Users_can_only_access_their_own_chat_sessions()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Ada's");
        var message = await ada.PostAsync(session.Id, "private");
        await Api.ProblemAsync(await eve.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
        await Api.ProblemAsync(await eve.Http.GetAsync($"/api/messages/?session_id={session.Id}"), 404, "session_not_found");
        await Api.ProblemAsync(await eve.Http.GetAsync($"/api/messages/{message.Id}/"), 404, "message_not_found");
        await Api.ProblemAsync(await eve.Http.PostAsJsonAsync("/api/send-message/", new { session_id = session.Id, message = "me too" }), 404, "session_not_found");
    }

    [Fact]
    public async Task Forms_of_other_sites_are_refused_and_change_nothing()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Safe");
        foreach (var (header, value) in new[] { ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send-message/")
            {
                Content = JsonContent.Create(new { session_id = session.Id, message = "forged" }),
                Headers = { { header, value } },
            };
            await Api.ProblemAsync(await ada.Http.SendAsync(request), 403, "cross_site");
        }
        // What an HTML form can send of its own is no JSON.
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["session_id"] = $"{session.Id}", ["message"] = "forged" });
        await Api.ProblemAsync(await ada.Http.PostAsync("/api/send-message/", form), 415, "unsupported_media_type");
        Assert.Empty(await ada.ListAsync(session.Id));
    }

    [Theory]
    [InlineData(1, 201)]
    [InlineData(4000, 201)]
    [InlineData(4001, 400)]
    public async Task The_length_of_a_message_is_limited_on_the_server(int length, int status)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Lengths");
        using var reply = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = new string('x', length) });
        Assert.Equal(status, (int)reply.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/sessions/")]
    public async Task Pages_cannot_be_framed_nor_sniffed(string path)
    {
        using var reply = await chat.Anonymous().Http.GetAsync(path);
        Assert.Equal("DENY", reply.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", reply.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", reply.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
    }
}
