using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.Testing;

/// <summary>
/// A client as docs/api.md wants it: holds its sessions' messages by revision, resumes with what it holds after every
/// (re)connect, applies what follows, and fetches over REST what the server says to fetch and what it finds missing. It never
/// looks at a listing to correct itself, so what it holds at the end is what it was told.
/// </summary>
public sealed class ReplicaClient : IAsyncDisposable
{
    const int Page = 200;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    readonly ConcurrentDictionary<long, Replica> _replicas = new();
    readonly ConcurrentDictionary<long, long> _lastNotice = new();
    Link? _link;

    /// <param name="user">Whose client.</param>
    /// <param name="held">What it starts with, as <see cref="Save"/> answered it.</param>
    public ReplicaClient(ChatUser user, IEnumerable<KeyValuePair<long, Replica>>? held = null)
    {
        User = user;
        foreach (var (sessionId, replica) in held ?? []) _replicas[sessionId] = replica.Copy();
    }

    /// <summary>One connection, and all that belongs to it.</summary>
    sealed class Link(HubConnection hub) : IDisposable
    {
        public HubConnection Hub => hub;
        public Channel<Func<Task>> Inbox { get; } = Channel.CreateUnbounded<Func<Task>>();
        public CancellationTokenSource Closed { get; } = new();
        public Dictionary<long, long> LastRev { get; } = [];
        public Task Reading { get; set; } = Task.CompletedTask;

        public void Dispose() => Closed.Dispose();
    }

    public ChatUser User { get; }

    public IReadOnlyDictionary<long, Replica> Replicas => _replicas;

    /// <summary>What the server did that it promises not to do.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>The contents of all messages that live events and resume answers brought.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    /// <summary>When it was connected, the first time and again, oldest first.</summary>
    public ConcurrentQueue<DateTime> ConnectedAt { get; } = [];

    public bool IsConnected => _link is { Closed.IsCancellationRequested: false };

    /// <summary>Connects and resumes with what is held.</summary>
    /// <exception cref="Exception">Any, when a part of the system is down: nothing is lost, connect again.</exception>
    public async Task ConnectAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var link = new Link(await User.ConnectHubAsync());
        link.Hub.Closed += _ =>
        {
            link.Closed.Cancel();
            return Task.CompletedTask;
        };
        // What comes before the answer waits for it.
        link.Hub.On<JsonElement>("messages", changes => link.Inbox.Writer.TryWrite(() => HearAsync(link, changes)));
        link.Hub.On<JsonElement>("session", notice => link.Inbox.Writer.TryWrite(() => NoticeAsync(link, notice.Deserialize<SessionNoticeView>(Api.Json)!)));
        try
        {
            var held = _replicas.ToDictionary(replica => replica.Key, replica => replica.Value.Rev);
            var answer = await link.Hub.InvokeAsync<JsonElement>("resume", new { sessions = held }, patience.Token);
            _link = link;
            ConnectedAt.Enqueue(DateTime.UtcNow);
            link.Reading = ReadAsync(link, answer);
        }
        catch
        {
            await link.Hub.DisposeAsync();
            link.Dispose();
            throw;
        }
    }

    /// <summary>Connects, and connects again whenever the connection is lost, until told to stop.</summary>
    public async Task StayConnectedAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!IsConnected)
                {
                    await DisconnectAsync();
                    await ConnectAsync();
                }
            }
            catch (Exception)
            {
                // A part of the system is down.
            }
            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Drops the connection; what has arrived and is not applied yet is lost.</summary>
    public async Task DisconnectAsync()
    {
        if (_link is not { } link) return;
        await link.Closed.CancelAsync();
        link.Inbox.Writer.TryComplete();
        await link.Hub.DisposeAsync();
        await link.Reading;
        link.Dispose();
        _link = null;
    }

    /// <summary>Sends over the hub.</summary>
    /// <exception cref="Exception">Any: send it again with the same client id.</exception>
    public async Task<SentView> SendAsync(long sessionId, string content, Guid clientId, long? replyTo = null)
    {
        var link = _link ?? throw new InvalidOperationException("Not connected.");
        using var patience = new CancellationTokenSource(Patience);
        var answer = await link.Hub.InvokeAsync<JsonElement>(
            "send", new Dictionary<string, object?> { ["session_id"] = sessionId, ["content"] = content, ["client_id"] = clientId, ["reply_to"] = replyTo }, patience.Token);
        return answer.Deserialize<SentView>(Api.Json)!;
    }

    /// <summary>What it holds now, for a client to start with later.</summary>
    public IReadOnlyDictionary<long, Replica> Save() => _replicas.ToDictionary(replica => replica.Key, replica => replica.Value.Copy());

    public async ValueTask DisposeAsync() => await DisconnectAsync();

    async Task ReadAsync(Link link, JsonElement answer)
    {
        try
        {
            await ResumeAsync(link, answer);
            await foreach (var apply in link.Inbox.Reader.ReadAllAsync(link.Closed.Token)) await apply();
        }
        catch (OperationCanceledException) when (link.Closed.IsCancellationRequested)
        {
            // Resumes with what it has by now.
        }
    }

    async Task ResumeAsync(Link link, JsonElement answer)
    {
        foreach (var refused in answer.GetProperty("refused").EnumerateArray())
        {
            var sessionId = refused.GetProperty("session_id").GetInt64();
            var code = refused.GetProperty("code").GetString();
            if (code is not "session_not_found") Faults.Enqueue($"{sessionId}: revision {_replicas[sessionId].Rev} was refused: {code}");
            _replicas.TryRemove(sessionId, out _);
        }
        var missed = answer.GetProperty("changes").EnumerateArray().ToDictionary(changes => changes.GetProperty("session_id").GetInt64());
        foreach (var standing in answer.GetProperty("sessions").EnumerateArray())
        {
            var (sessionId, head) = (standing.GetProperty("session_id").GetInt64(), standing.GetProperty("rev").GetInt64());
            var isNew = !_replicas.TryGetValue(sessionId, out var replica);
            replica ??= _replicas[sessionId] = new Replica();
            if (missed.TryGetValue(sessionId, out var changes))
            {
                Take(replica, changes);
                if (changes.GetProperty("more").GetBoolean()) await FetchAsync(link, sessionId, replica);
            }
            else if (isNew && head > 0)
            {
                await FetchAsync(link, sessionId, replica);
            }
            if (replica.Rev < head && _replicas.ContainsKey(sessionId)) Faults.Enqueue($"{sessionId}: resuming led to revision {replica.Rev}, not to {head}");
        }
    }

    async Task HearAsync(Link link, JsonElement changes)
    {
        var sessionId = changes.GetProperty("session_id").GetInt64();
        var (prevRev, rev) = (changes.GetProperty("prev_rev").GetInt64(), changes.GetProperty("rev").GetInt64());
        // The server promises every revision once and in order to a connection; a client need not rely on it, a test may.
        if (link.LastRev.TryGetValue(sessionId, out var last) && last != prevRev) Faults.Enqueue($"{sessionId}: after {last} came {prevRev} to {rev}");
        link.LastRev[sessionId] = rev;

        var replica = _replicas.GetOrAdd(sessionId, _ => new Replica());
        if (prevRev > replica.Rev) await FetchAsync(link, sessionId, replica);
        if (rev > replica.Rev) Take(replica, changes);
    }

    async Task NoticeAsync(Link link, SessionNoticeView notice)
    {
        if (notice.Change is not ("added" or "removed" or "deleted")) return;
        link.LastRev.Remove(notice.SessionId);
        // News of an older membership.
        if (_lastNotice.TryGetValue(notice.SessionId, out var last) && notice.Version < last) return;
        _lastNotice[notice.SessionId] = notice.Version;
        if (notice.Change is "added") await FetchAsync(link, notice.SessionId, _replicas.GetOrAdd(notice.SessionId, _ => new Replica()));
        else _replicas.TryRemove(notice.SessionId, out _);
    }

    void Take(Replica replica, JsonElement changes)
    {
        var messages = changes.GetProperty("messages").EnumerateArray().ToList();
        foreach (var message in messages) Heard.Enqueue(message.GetProperty("content").GetString()!);
        replica.Apply(messages, changes.GetProperty("rev").GetInt64());
    }

    /// <summary>Pages over REST from the revision that is held to the newest.</summary>
    async Task FetchAsync(Link link, long sessionId, Replica replica)
    {
        while (true)
        {
            link.Closed.Token.ThrowIfCancellationRequested();
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(link.Closed.Token);
                patience.CancelAfter(Patience);
                using var reply = await User.Http.GetAsync($"/api/messages/?session_id={sessionId}&since_rev={replica.Rev}&limit={Page}", patience.Token);
                if (reply.StatusCode is HttpStatusCode.NotFound)
                {
                    _replicas.TryRemove(sessionId, out _);
                    return;
                }
                if (reply.StatusCode is HttpStatusCode.Conflict)
                {
                    Faults.Enqueue($"{sessionId}: revision {replica.Rev} is unknown over REST");
                    return;
                }
                if (reply.IsSuccessStatusCode)
                {
                    var page = JsonSerializer.Deserialize<List<JsonElement>>(await reply.Content.ReadAsStringAsync(patience.Token))!;
                    if (page.Count > 0) replica.Apply(page, page[^1].GetProperty("rev").GetInt64());
                    if (page.Count < Page) return;
                    continue;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !link.Closed.IsCancellationRequested)
            {
                // A part of the system is down.
            }
            await Task.Delay(Pause, link.Closed.Token);
        }
    }
}
