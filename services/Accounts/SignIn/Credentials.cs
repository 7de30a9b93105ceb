using System.ComponentModel.DataAnnotations;

namespace Chat.Accounts.SignIn;

/// <summary>
/// Body of <c>POST /api/auth/login</c> and <c>POST /api/auth/token</c>. <paramref name="Code"/> is of the user's authenticator or a recovery
/// code, for users who have turned that on.
/// </summary>
sealed record Credentials(
    [property: Required] string? Username, [property: Required, DataType(DataType.Password)] string? Password, string? Code);
