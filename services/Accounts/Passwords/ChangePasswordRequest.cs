using System.ComponentModel.DataAnnotations;
using Chat.Accounts.Users;

namespace Chat.Accounts.Passwords;

/// <summary>Body of <c>POST /api/auth/password</c>.</summary>
sealed record ChangePasswordRequest(
    [property: Required, DataType(DataType.Password)] string? CurrentPassword,
    [property: Required, DataType(DataType.Password), Length(UserRules.MinPassword, UserRules.MaxPassword)] string? NewPassword);
