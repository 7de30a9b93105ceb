using Chat.Contracts.Sessions;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Fences;
using MassTransit;

namespace Chat.Realtime.SessionEvents;

/// <summary>Tells connections what became of their sessions, and takes them into new ones.</summary>
sealed class SessionEventsConsumer(Backplane backplane, SessionFences fences) :
    IConsumer<SessionCreated>, IConsumer<SessionUpdated>, IConsumer<SessionDeleted>, IConsumer<ParticipantsChanged>, IConsumer<ParticipantRemoved>,
    IConsumer<PreferencesChanged>, IConsumer<SessionKeysChanged>
{
    public Task Consume(ConsumeContext<SessionCreated> context) =>
        AddAsync(context.Message.SessionId, context.Message.Version, context.Message.Members, context.CancellationToken);

    public async Task Consume(ConsumeContext<ParticipantsChanged> context)
    {
        var change = context.Message;
        await AddAsync(change.SessionId, change.Version, change.Members, context.CancellationToken);
        await TellAsync(new SessionNotice(change.SessionId, change.Version, SessionChange.Participants), context.CancellationToken);
    }

    public Task Consume(ConsumeContext<SessionUpdated> context) =>
        TellAsync(new SessionNotice(context.Message.SessionId, context.Message.Version, SessionChange.Updated), context.CancellationToken);

    public Task Consume(ConsumeContext<SessionDeleted> context) =>
        TellAsync(new SessionNotice(context.Message.SessionId, context.Message.Version, SessionChange.Deleted), context.CancellationToken);

    public Task Consume(ConsumeContext<ParticipantRemoved> context) =>
        TellAsync(
            new SessionNotice(context.Message.SessionId, context.Message.Version, SessionChange.Removed, context.Message.UserId),
            context.CancellationToken);

    public Task Consume(ConsumeContext<PreferencesChanged> context)
    {
        var (sessionId, userId, version) = context.Message;
        return backplane.SendToUserAsync(userId, new SessionNotice(sessionId, version, SessionChange.Preferences, userId), context.CancellationToken);
    }

    public Task Consume(ConsumeContext<SessionKeysChanged> context) =>
        TellAsync(new SessionNotice(context.Message.SessionId, context.Message.Version, SessionChange.Keys), context.CancellationToken);

    /// <summary>To all who are in the session, and to nobody who was removed since.</summary>
    async Task TellAsync(SessionNotice notice, CancellationToken cancel) =>
        await backplane.SendToSessionAsync(notice with { Fence = await fences.OfAsync(notice.SessionId) }, cancel);

    Task AddAsync(long sessionId, long version, IReadOnlyList<SessionMember> members, CancellationToken cancel) =>
        Task.WhenAll(members.Select(member =>
            backplane.SendToUserAsync(member.UserId, new SessionNotice(sessionId, version, SessionChange.Added, member.UserId), cancel)));
}
