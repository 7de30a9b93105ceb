namespace Chat.Accounts.TwoFactor;

/// <summary>The authenticator app of a user: set up, and in use once the user's <c>TwoFactorEnabled</c> says so.</summary>
sealed class Authenticator
{
    public long UserId { get; init; }
    public required byte[] Secret { get; init; }

    /// <summary>The step of the last accepted code. No code of it or of an earlier one is taken again.</summary>
    public long LastStep { get; set; }
}
