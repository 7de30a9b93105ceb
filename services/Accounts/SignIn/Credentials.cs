namespace Chat.Accounts.SignIn;

/// <summary>
/// Body of <c>POST /api/auth/login</c> and <c>POST /api/auth/token</c>. <paramref name="Code"/> is of the user's authenticator or a recovery
/// code, for users who have turned that on.
/// </summary>
sealed record Credentials(string? Username, string? Password, string? Code);
