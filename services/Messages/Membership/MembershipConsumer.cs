using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Messaging;
using MassTransit;

namespace Chat.Messages.Membership;

/// <summary>Keeps the projection by the events of Sessions, for whatever the direct call missed.</summary>
sealed class MembershipConsumer(MembershipProjection projection, SessionEraser eraser, TimeProvider time) :
    IConsumer<SessionCreated>, IConsumer<SessionUpdated>, IConsumer<ParticipantsChanged>, IConsumer<ParticipantRemoved>, IConsumer<SessionDeleted>
{
    public Task Consume(ConsumeContext<SessionCreated> context) =>
        ApplyAsync(
            context,
            new(
                context.Message.SessionId, context.Message.Version, context.Message.Members, [], IsActive: true,
                IsEncrypted: context.Message.IsEncrypted));

    public Task Consume(ConsumeContext<SessionUpdated> context) =>
        ApplyAsync(context, new(context.Message.SessionId, context.Message.Version, [], [], context.Message.IsActive));

    public Task Consume(ConsumeContext<ParticipantsChanged> context) =>
        ApplyAsync(context, new(context.Message.SessionId, context.Message.Version, context.Message.Members, [], IsEncrypted: context.Message.IsEncrypted));

    public Task Consume(ConsumeContext<ParticipantRemoved> context) =>
        ApplyAsync(context, new(context.Message.SessionId, context.Message.Version, [], [context.Message.UserId]));

    public async Task Consume(ConsumeContext<SessionDeleted> context)
    {
        await ApplyAsync(context, new(context.Message.SessionId, context.Message.Version, [], [], Deleted: true));
        await eraser.EraseAsync(context.Message.SessionId, context.CancellationToken);
    }

    async Task ApplyAsync(ConsumeContext context, MembershipUpdate update)
    {
        await projection.ApplyAsync(update, context.CancellationToken);
        ProjectionLag.Stored(context, "membership", time);
    }
}
