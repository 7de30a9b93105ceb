using Chat.Contracts.Administration;

namespace Chat.Accounts.Audit;

/// <summary>One line of the audit log, for ever: the table takes rows, and refuses to change or delete any (<see cref="AppendOnly"/>).</summary>
sealed class AuditEntry
{
    public long Id { get; init; }

    /// <summary>The act's own key: told twice, it is one entry.</summary>
    public Guid Key { get; init; }
    public DateTime At { get; init; }
    public long ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Act { get; init; }
    public required string TargetKind { get; init; }
    public long TargetId { get; init; }
    public required string TargetName { get; init; }
    public required string Reason { get; init; }
    public required string Address { get; init; }

    public static AuditEntry Of(AdministrativeAct act) => new()
    {
        Key = act.Key,
        At = act.At,
        ActorId = act.ActorId,
        ActorName = act.ActorName,
        Act = act.Act,
        TargetKind = act.TargetKind,
        TargetId = act.TargetId,
        TargetName = act.TargetName,
        Reason = act.Reason,
        Address = act.Address,
    };
}
