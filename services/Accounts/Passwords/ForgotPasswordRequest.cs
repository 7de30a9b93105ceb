using System.ComponentModel.DataAnnotations;
using Chat.Accounts.Users;

namespace Chat.Accounts.Passwords;

/// <summary>Body of <c>POST /api/auth/password/forgot</c>: a user name or an e-mail address.</summary>
sealed record ForgotPasswordRequest([property: Required, Length(1, UserRules.MaxEmail)] string? Login);
