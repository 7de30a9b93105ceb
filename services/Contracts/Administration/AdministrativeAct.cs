namespace Chat.Contracts.Administration;

/// <summary>An administrator did something that the audit log must tell. Published by the service whose data it touched, in the same transaction.</summary>
/// <param name="Key">Made with the act: an event that is delivered twice is one entry.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="ActorId">Who did it; 0 for the configuration.</param>
/// <param name="ActorName">What they were called then.</param>
/// <param name="Act">What, as <c>session.delete</c>; docs/operations.md lists all.</param>
/// <param name="TargetKind"><c>user</c>, <c>session</c> or <c>message</c>.</param>
/// <param name="TargetId">To whom or what.</param>
/// <param name="TargetName">What it was called then; of a message, its sender.</param>
/// <param name="Reason">The actor's words; empty when they gave none.</param>
/// <param name="Address">Where the request came from; empty when unknown.</param>
public sealed record AdministrativeAct(
    Guid Key, DateTime At, long ActorId, string ActorName, string Act, string TargetKind, long TargetId, string TargetName, string Reason, string Address);
