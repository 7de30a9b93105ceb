using System.Text.Json;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.Realtime.Posting;
using Chat.Realtime.Presence;
using Chat.Realtime.Resuming;
using Chat.Realtime.Signals;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Hub;

/// <summary>The SignalR hub of docs/api.md. Thin: it knows who calls, and hands over.</summary>
sealed class ChatHub(SessionRegistry registry, Resumption resumption, PostingStreams posting, Typing typing, PresenceTracker presence, TimeProvider time)
    : Microsoft.AspNetCore.SignalR.Hub
{
    static readonly object SubscriberKey = new();

    HubSubscriber Subscriber => (HubSubscriber)Context.Items[SubscriberKey]!;

    /// <summary>Counts a call of any method.</summary>
    /// <exception cref="ServiceDefaults.Problems.ChatException"><see cref="ServiceDefaults.Problems.ErrorCode.RateLimited"/></exception>
    public static void CountCall(HubCallerContext caller, DateTimeOffset now) => (caller.Items[SubscriberKey] as HubSubscriber)?.CountCall(now);

    public override async Task OnConnectedAsync()
    {
        var subscriber = new HubSubscriber(Caller.Of(Context.User!, Context.GetHttpContext()), ChatLifetimeManager.ConnectionOf(Context));
        Context.Items[SubscriberKey] = subscriber;
        await registry.ConnectAsync(subscriber);
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (!Context.Items.TryGetValue(SubscriberKey, out var subscriber)) return;
        presence.Left((HubSubscriber)subscriber!);
        await registry.DisconnectAsync((HubSubscriber)subscriber!);
    }

    /// <summary>Joins all sessions of the user, and brings those up to date that the client holds a revision of.</summary>
    [HubMethodName("resume")]
    public async Task<ResumeReply> ResumeAsync(JsonElement request)
    {
        Subscriber.CountCostlyCall(time.GetUtcNow());
        var reply = await resumption.ResumeAsync(Subscriber, ResumeRequest.Parse(request), Context.ConnectionAborted);
        await presence.ArrivedAsync(Subscriber);
        return reply;
    }

    /// <summary>Posts a message; answers once it is committed, in the same write as the message itself where that gathers.</summary>
    [HubMethodName("send")]
    public async Task<SendReply> SendAsync(JsonElement request)
    {
        var send = SendRequest.Parse(request);
        var posted = await posting.PostAsync(Subscriber.Caller, send, Context.ConnectionAborted);
        if (!posted.Repeated && registry.Find(send.SessionId) is { } session) await session.GatheredAsync();
        return new SendReply(posted.Id, send.SessionId, posted.Seq, posted.Rev, posted.Timestamp, send.ClientId);
    }

    /// <summary>Says that the user is writing in a session.</summary>
    [HubMethodName("typing")]
    public Task TypingAsync(JsonElement request) => typing.TellAsync(Subscriber, SendRequest.SessionIdOf(request), Context.ConnectionAborted);

    /// <summary>Who of a session's participants is online.</summary>
    [HubMethodName("presence")]
    public Task<PresenceReply> PresenceAsync(JsonElement request)
    {
        Subscriber.CountCostlyCall(time.GetUtcNow());
        return presence.OfSessionAsync(Subscriber.Caller.UserId, SendRequest.SessionIdOf(request), Context.ConnectionAborted);
    }
}

sealed record SendReply(long Id, long SessionId, long Seq, long Rev, DateTime Timestamp, Guid ClientId);
