using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions;
using Chat.Sessions.Data;

namespace Chat.Sessions.Membership;

/// <summary>Says in the words of the contracts what changed.</summary>
static class MembershipChanges
{
    public static MembershipChange Of(Session session, IEnumerable<Participant>? changed = null, IEnumerable<Participant>? removed = null)
    {
        var change = new MembershipChange { SessionId = session.Id, Version = session.Version, IsActive = session.IsActive, IsEncrypted = session.IsEncrypted };
        foreach (var participant in changed ?? []) change.Changes.Add(new MemberChange { UserId = participant.UserId, Role = RoleNames.Of(participant.Role) });
        foreach (var participant in removed ?? []) change.Changes.Add(new MemberChange { UserId = participant.UserId, Removed = true });
        return change;
    }

    public static SessionMember Member(Participant participant) => new(participant.UserId, RoleNames.Of(participant.Role));
}
