namespace Chat.Contracts.Messages;

/// <summary>One commit's worth of accepted changes, over one or many sessions. May be delivered twice or out of order; revisions tell.</summary>
public sealed record MessagesPosted(IReadOnlyList<SessionChanges> Sessions);
