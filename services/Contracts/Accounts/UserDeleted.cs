namespace Chat.Contracts.Accounts;

/// <summary>A user has deleted their account and leaves whatever they are in. What to call them from now on is in <see cref="UserChanged"/>.</summary>
public sealed record UserDeleted(long UserId);
