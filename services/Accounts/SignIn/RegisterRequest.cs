namespace Chat.Accounts.SignIn;

/// <summary>Body of <c>POST /api/auth/register</c>.</summary>
sealed record RegisterRequest(string? Username, string? Password, string? Email, string? DisplayName);
