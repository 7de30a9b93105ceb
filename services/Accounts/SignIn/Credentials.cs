namespace Chat.Accounts.SignIn;

/// <summary>Body of <c>POST /api/auth/login</c> and <c>POST /api/auth/token</c>.</summary>
sealed record Credentials(string? Username, string? Password);
