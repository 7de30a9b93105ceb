using System.ComponentModel.DataAnnotations;
using Chat.Accounts.Users;

namespace Chat.Accounts.SignIn;

/// <summary>Body of <c>POST /api/auth/register</c>.</summary>
sealed record RegisterRequest(
    [property: Required, Length(2, UserRules.MaxUsername), RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]*$")] string? Username,
    [property: Required, DataType(DataType.Password), Length(UserRules.MinPassword, UserRules.MaxPassword)] string? Password,
    [property: EmailAddress, MaxLength(UserRules.MaxEmail)] string? Email,
    [property: MaxLength(UserRules.MaxDisplayName)] string? DisplayName);
