using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.Testing;

/// <summary>A hub client that joined and keeps, in order of arrival, everything the server said.</summary>
public sealed class HubListener : IAsyncDisposable
{
    readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    HubListener(HubConnection hub) => Hub = hub;

    public HubConnection Hub { get; }
    public ResumeView Joined { get; private set; } = null!;
    public ConcurrentQueue<ChangesView> Changes { get; } = [];
    public ConcurrentQueue<SessionNoticeView> Notices { get; } = [];

    /// <summary>The events that may get lost, by name: <c>read</c>, <c>typing</c>, <c>presence</c>; and <c>person</c>.</summary>
    public ConcurrentQueue<(string Event, JsonElement Argument)> Signals { get; } = [];
    public ConcurrentQueue<string> SignedOut { get; } = [];

    /// <summary>Ends when the connection does.</summary>
    public Task Closed => _closed.Task;

    /// <summary>All messages heard of a session, in order of arrival.</summary>
    public List<MessageView> Messages(long sessionId) => [.. Changes.Where(changes => changes.SessionId == sessionId).SelectMany(changes => changes.Messages)];

    internal static async Task<HubListener> StartAsync(HubConnection hub)
    {
        var listener = new HubListener(hub);
        hub.On<JsonElement>("messages", changes => listener.Changes.Enqueue(changes.Deserialize<ChangesView>(Api.Json)!));
        hub.On<JsonElement>("session", notice => listener.Notices.Enqueue(notice.Deserialize<SessionNoticeView>(Api.Json)!));
        foreach (var signal in (string[])["read", "typing", "presence", "person"])
            hub.On<JsonElement>(signal, argument => listener.Signals.Enqueue((signal, argument)));
        hub.On<JsonElement>("signed_out", notice => listener.SignedOut.Enqueue(notice.GetProperty("reason").GetString()!));
        hub.Closed += _ =>
        {
            listener._closed.TrySetResult();
            return Task.CompletedTask;
        };
        listener.Joined = await listener.ResumeAsync(new Dictionary<long, long>());
        return listener;
    }

    /// <summary>Joins all sessions and asks for what was missed since these revisions.</summary>
    public async Task<ResumeView> ResumeAsync(IReadOnlyDictionary<long, long> held) =>
        (await Hub.InvokeAsync<JsonElement>("resume", new { sessions = held })).Deserialize<ResumeView>(Api.Json)!;

    public async Task<SentView> SendAsync(long sessionId, string content, Guid? clientId = null) =>
        (await Hub.InvokeAsync<JsonElement>("send", new Dictionary<string, object>
        {
            ["session_id"] = sessionId,
            ["content"] = content,
            ["client_id"] = clientId ?? Guid.NewGuid(),
        })).Deserialize<SentView>(Api.Json)!;

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
