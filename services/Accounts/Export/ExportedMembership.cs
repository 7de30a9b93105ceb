using Chat.Contracts.Sessions.V1;

namespace Chat.Accounts.Export;

/// <summary>A session in the export.</summary>
sealed record ExportedMembership(long Id, string Name, string Role, DateTime JoinedAt)
{
    public static ExportedMembership Of(PersonalSession session) =>
        new(session.SessionId, session.Name, session.Role, DateTime.UnixEpoch.AddMicroseconds(session.JoinedAtUs));
}
