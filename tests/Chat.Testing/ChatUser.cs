using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.Testing;

/// <summary>A user and the cookie that signs them in, with the calls that many tests make.</summary>
public sealed class ChatUser(Uri gateway, ApiDescription description)
{
    public const string Password = "correct horse battery";

    readonly CookieContainer _cookies = new();
    HttpClient? _http;

    public long Id { get; set; }
    public string Username { get; set; } = "";

    public HttpClient Http =>
        _http ??= new HttpClient(new DescriptionCheck(description, new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false })) { BaseAddress = gateway };

    /// <summary>The Cookie header that this user's requests carry.</summary>
    public string CookieHeader => _cookies.GetCookieHeader(gateway);

    /// <summary>Creates a session with these others in it.</summary>
    public async Task<SessionView> CreateSessionAsync(string name, params ChatUser[] others)
    {
        using var reply = await Http.PostAsJsonAsync("/api/sessions/", new { name, participants = others.Select(other => other.Username) });
        return await Api.ReadAsync<SessionView>(reply);
    }

    /// <summary>The same, whose messages only its participants can read.</summary>
    public async Task<SessionView> CreateEncryptedSessionAsync(string name, params ChatUser[] others)
    {
        using var reply = await Http.PostAsJsonAsync("/api/sessions/", new { name, participants = others.Select(other => other.Username), is_encrypted = true });
        return await Api.ReadAsync<SessionView>(reply);
    }

    public async Task<MessageView> PostAsync(long sessionId, string content, Guid? clientId = null)
    {
        using var reply = await Http.PostAsJsonAsync("/api/messages/", new { session_id = sessionId, content, client_id = clientId ?? Guid.NewGuid() });
        return await Api.ReadAsync<MessageView>(reply);
    }

    /// <summary>One page; the query is what follows <c>session_id</c>, as in <c>&amp;after_seq=5</c>.</summary>
    public async Task<List<MessageView>> ListAsync(long sessionId, string query = "")
    {
        using var reply = await Http.GetAsync($"/api/messages/?session_id={sessionId}{query}");
        return await Api.ReadAsync<List<MessageView>>(reply);
    }

    /// <summary>All messages of a session, page by page.</summary>
    public async Task<List<MessageView>> ListAllAsync(long sessionId)
    {
        var all = new List<MessageView>();
        while (await ListAsync(sessionId, $"&after_seq={all.LastOrDefault()?.Seq ?? 0}&limit=200") is { Count: > 0 } page) all.AddRange(page);
        return all;
    }

    /// <summary>The state of a session's messages as somebody sees it who comes fresh.</summary>
    public async Task<Replica> ReadFreshAsync(long sessionId)
    {
        const int Page = 200;
        var fresh = new Replica();
        for (long seq = 0; ;)
        {
            using var reply = await Http.GetAsync($"/api/messages/?session_id={sessionId}&after_seq={seq}&limit={Page}");
            var messages = await Api.ReadAsync<List<JsonElement>>(reply);
            if (messages.Count == 0) return fresh;
            fresh.Apply(messages, messages.Max(message => message.GetProperty("rev").GetInt64()));
            seq = messages[^1].GetProperty("seq").GetInt64();
        }
    }

    /// <summary>A client that is signed in as this user, too, but with an access token of its own instead of the cookie.</summary>
    public async Task<(HttpClient Http, string RefreshToken)> SignInWithTokenAsync(Uri? address = null)
    {
        using var anyone = new HttpClient { BaseAddress = gateway };
        using var reply = await anyone.PostAsJsonAsync("/api/auth/token", new { username = Username, password = Password });
        var tokens = await Api.ReadAsync<JsonElement>(reply);
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address ?? gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        return (http, tokens.GetProperty("refresh_token").GetString()!);
    }

    /// <summary>An open hub connection, not joined yet.</summary>
    public async Task<HubConnection> ConnectHubAsync()
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(gateway, "/hubs/chat"), options =>
            {
                options.SkipNegotiation = true;
                options.Transports = HttpTransportType.WebSockets;
                options.Cookies = _cookies;
            })
            .Build();
        await hub.StartAsync();
        return hub;
    }

    /// <summary>A hub connection that has joined all sessions and keeps what it hears.</summary>
    public async Task<HubListener> ListenAsync() => await HubListener.StartAsync(await ConnectHubAsync());

    /// <summary>The hub without a client library.</summary>
    public Task<PlainHub> OpenPlainHubAsync() => PlainHub.OpenAsync(new UriBuilder(new Uri(gateway, "/hubs/chat")) { Scheme = "ws" }.Uri, CookieHeader);

    /// <summary>A raw WebSocket on a session.</summary>
    public async Task<RawSocket> OpenSocketAsync(string sessionId, string? origin = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = _cookies;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        var address = new UriBuilder(new Uri(gateway, $"/ws/chat/{sessionId}/")) { Scheme = "ws" }.Uri;
        await socket.ConnectAsync(address, CancellationToken.None);
        return new RawSocket(socket);
    }

    public Task<RawSocket> OpenSocketAsync(long sessionId) => OpenSocketAsync(sessionId.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
