using System.Text.Json;
using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Delivery;
using Chat.Realtime.Posting;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Hub;

/// <summary>The SignalR hub of docs/api.md. Thin: it knows who calls, joins, and hands over.</summary>
sealed class ChatHub(SessionRegistry registry, Membership.MembershipClient sessions, PostingStreams posting) : Microsoft.AspNetCore.SignalR.Hub
{
    static readonly object SubscriberKey = new();
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    HubSubscriber Subscriber => (HubSubscriber)Context.Items[SubscriberKey]!;

    public override async Task OnConnectedAsync()
    {
        var subscriber = new HubSubscriber(Caller.Of(Context.User!), ChatLifetimeManager.ConnectionOf(Context));
        Context.Items[SubscriberKey] = subscriber;
        await registry.ConnectAsync(subscriber);
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items.TryGetValue(SubscriberKey, out var subscriber)) await registry.DisconnectAsync((HubSubscriber)subscriber!);
    }

    /// <summary>Joins all sessions of the user and answers where each stands.</summary>
    [HubMethodName("join")]
    public async Task<JoinReply> JoinAsync()
    {
        var cancel = Context.ConnectionAborted;
        var userId = Subscriber.Caller.UserId;
        var mine = await sessions.ListForUserAsync(new ListForUserRequest { UserId = userId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        var heads = await registry.JoinAsync(Subscriber, [.. mine.Sessions.Select(session => (session.SessionId, session.Version))], cancel);
        return new JoinReply(userId, [.. heads.Select(head => new SessionHead(head.SessionId, head.Seq, head.Rev))]);
    }

    /// <summary>Posts a message; answers once it is committed.</summary>
    [HubMethodName("send")]
    public async Task<SendReply> SendAsync(JsonElement request)
    {
        var send = SendRequest.Parse(request);
        var posted = await posting.PostAsync(Subscriber.Caller, send, Context.ConnectionAborted);
        return new SendReply(posted.Id, send.SessionId, posted.Seq, posted.Rev, posted.Timestamp, send.ClientId);
    }
}

sealed record JoinReply(long UserId, IReadOnlyList<SessionHead> Sessions);

sealed record SessionHead(long SessionId, long Seq, long Rev);

sealed record SendReply(long Id, long SessionId, long Seq, long Rev, DateTime Timestamp, Guid ClientId);
