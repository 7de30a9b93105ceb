namespace Chat.Accounts.SignIns;

/// <summary>A sign-in in the list of its user. <paramref name="Address"/> is the one that it was started from.</summary>
sealed record SignInDto(string Id, SignInKind Kind, string Device, string? Address, DateTime CreatedAt, DateTime LastSeenAt, bool IsCurrent)
{
    public static SignInDto Of(KnownSignIn signIn, string? currentId = null) => new(
        signIn.Id,
        signIn.Kind,
        DeviceNames.Of(signIn.Device.UserAgent),
        signIn.Device.Address is { Length: > 0 } address ? address : null,
        signIn.CreatedAt,
        signIn.LastUsedAt,
        signIn.Id == currentId);
}
