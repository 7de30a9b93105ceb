namespace Chat.Accounts.Passwords;

/// <summary>Body of <c>POST /api/auth/password/reset</c>.</summary>
sealed record ResetPasswordRequest(string? Token, string? NewPassword);
