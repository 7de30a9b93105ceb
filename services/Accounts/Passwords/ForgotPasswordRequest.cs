namespace Chat.Accounts.Passwords;

/// <summary>Body of <c>POST /api/auth/password/forgot</c>: a user name or an e-mail address.</summary>
sealed record ForgotPasswordRequest(string? Login);
