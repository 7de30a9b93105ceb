using Chat.Accounts.Push;

namespace Chat.Accounts.Export;

/// <summary>A browser that is notified, in the export. Its keys are its own.</summary>
sealed record ExportedPushSubscription(long Id, string Endpoint, DateTime CreatedAt)
{
    public static ExportedPushSubscription Of(PushSubscription row) => new(row.Id, row.Endpoint, row.CreatedAt);
}
