using Chat.Contracts.Accounts;
using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Instances;
using MassTransit;

namespace Chat.Realtime.People;

/// <summary>Tells those who share a session with somebody what they are called now.</summary>
sealed class UserChangedConsumer(Membership.MembershipClient sessions, Backplane backplane, TimeProvider time) : IConsumer<UserChanged>
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public async Task Consume(ConsumeContext<UserChanged> context)
    {
        var user = context.Message;
        // Who has just registered is in no session yet.
        if (user.Version <= 1) return;
        var mine = await sessions.ListForUserAsync(
            new ListForUserRequest { UserId = user.UserId }, deadline: time.GetUtcNow().UtcDateTime + Deadline, cancellationToken: context.CancellationToken);
        var names = new PersonNotice(user.UserId, user.Username, user.DisplayName, user.Version, [.. mine.Sessions.Select(session => session.SessionId)]);
        await backplane.SendAsync(names, context.CancellationToken);
    }
}
