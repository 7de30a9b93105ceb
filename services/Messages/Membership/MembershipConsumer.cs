using Chat.Contracts.Sessions;
using MassTransit;

namespace Chat.Messages.Membership;

/// <summary>Keeps the projection by the events of Sessions, for whatever the direct call missed.</summary>
sealed class MembershipConsumer(MembershipProjection projection, SessionEraser eraser) :
    IConsumer<SessionCreated>, IConsumer<SessionUpdated>, IConsumer<ParticipantsChanged>, IConsumer<ParticipantRemoved>, IConsumer<SessionDeleted>
{
    public Task Consume(ConsumeContext<SessionCreated> context) =>
        projection.ApplyAsync(new(context.Message.SessionId, context.Message.Version, context.Message.Members, [], IsActive: true, IsEncrypted: context.Message.IsEncrypted), context.CancellationToken);

    public Task Consume(ConsumeContext<SessionUpdated> context) =>
        projection.ApplyAsync(new(context.Message.SessionId, context.Message.Version, [], [], context.Message.IsActive), context.CancellationToken);

    public Task Consume(ConsumeContext<ParticipantsChanged> context) =>
        projection.ApplyAsync(new(context.Message.SessionId, context.Message.Version, context.Message.Members, [], IsEncrypted: context.Message.IsEncrypted), context.CancellationToken);

    public Task Consume(ConsumeContext<ParticipantRemoved> context) =>
        projection.ApplyAsync(new(context.Message.SessionId, context.Message.Version, [], [context.Message.UserId]), context.CancellationToken);

    public async Task Consume(ConsumeContext<SessionDeleted> context)
    {
        await projection.ApplyAsync(new(context.Message.SessionId, context.Message.Version, [], [], Deleted: true), context.CancellationToken);
        await eraser.EraseAsync(context.Message.SessionId, context.CancellationToken);
    }
}
