using Chat.Contracts.Messages;

namespace Chat.Messages.Posting;

/// <summary>What a commit made, to be told to other services.</summary>
/// <param name="OutboxId">The row that stands in the outbox for it.</param>
/// <param name="Activity">How far it brought its sessions.</param>
/// <param name="Undelivered">The changes of those sessions whose listeners only an event reaches.</param>
sealed record CommittedNews(long OutboxId, IReadOnlyList<SessionActivity> Activity, IReadOnlyList<SessionChanges> Undelivered);
