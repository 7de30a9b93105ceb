namespace Chat.Accounts.Passwords;

/// <summary>Body of <c>POST /api/auth/password</c>.</summary>
sealed record ChangePasswordRequest(string? CurrentPassword, string? NewPassword);
