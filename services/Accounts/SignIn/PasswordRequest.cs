namespace Chat.Accounts.SignIn;

/// <summary>Body of what a user may only do who enters their password again.</summary>
sealed record PasswordRequest(string? Password);
