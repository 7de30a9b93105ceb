namespace Chat.Contracts.Accounts;

/// <summary>A user came to be or changed. Carries the whole public state; consumers keep it if <paramref name="Version"/> is newer.</summary>
public sealed record UserChanged(long UserId, string Username, string DisplayName, bool IsActive, long Version);
