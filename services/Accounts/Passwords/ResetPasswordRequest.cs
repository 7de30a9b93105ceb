using System.ComponentModel.DataAnnotations;
using Chat.Accounts.Users;

namespace Chat.Accounts.Passwords;

/// <summary>Body of <c>POST /api/auth/password/reset</c>.</summary>
sealed record ResetPasswordRequest(
    [property: Required] string? Token,
    [property: Required, DataType(DataType.Password), Length(UserRules.MinPassword, UserRules.MaxPassword)] string? NewPassword);
