namespace Chat.Accounts.Administration;

/// <summary>A user as administrators see them.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The name they sign in with.</param>
/// <param name="DisplayName">The name that others read.</param>
/// <param name="Email">Null when they gave none.</param>
/// <param name="CreatedAt">When they registered.</param>
/// <param name="LastSeenAt">When they were last active, to within minutes; null for never since this is noted.</param>
/// <param name="IsActive">False: cannot sign in.</param>
/// <param name="IsAdmin">Whether they are an administrator.</param>
/// <param name="LockedUntil">Too many failed sign-ins: none is possible before this; null when not locked.</param>
/// <param name="TwoFactorEnabled">Whether signing in takes a second factor.</param>
/// <param name="SignIns">How many sign-ins are alive.</param>
sealed record ManagedUserDto(
    long Id, string Username, string DisplayName, string? Email, DateTime CreatedAt, DateTime? LastSeenAt, bool IsActive, bool IsAdmin,
    DateTime? LockedUntil, bool TwoFactorEnabled, long SignIns);
