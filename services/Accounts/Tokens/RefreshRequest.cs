namespace Chat.Accounts.Tokens;

/// <summary>Body of <c>POST /api/auth/refresh</c>.</summary>
sealed record RefreshRequest(string? RefreshToken);
