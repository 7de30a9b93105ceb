namespace Chat.Accounts.SignIns;

/// <summary>What came of presenting a refresh token.</summary>
enum RefreshOutcome
{
    /// <summary>It was the current one; its successor is now.</summary>
    Rotated,

    /// <summary>It was used before; its sign-in has ended for that.</summary>
    Reused,

    /// <summary>Its sign-in has ended or never was.</summary>
    Unknown,
}
