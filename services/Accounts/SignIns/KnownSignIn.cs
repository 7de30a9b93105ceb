namespace Chat.Accounts.SignIns;

/// <summary>What is kept of a sign-in for its user to see. Times are of its start and of its last use, to some minutes.</summary>
sealed record KnownSignIn(string Id, SignInKind Kind, DateTime CreatedAt, DateTime LastUsedAt, CallingDevice Device);
