using System.ComponentModel.DataAnnotations;
using Chat.Accounts.Users;

namespace Chat.Accounts.Profile;

/// <summary>
/// Body of <c>PATCH /api/users/me/</c>. What is absent stays; an empty text takes away. <paramref name="Password"/> is needed for a change of
/// the e-mail address alone: whoever finds a browser open must not get at the account through a forgotten password.
/// </summary>
sealed record ProfileRequest(
    [property: MaxLength(UserRules.MaxDisplayName)] string? DisplayName,
    [property: EmailAddress, MaxLength(UserRules.MaxEmail)] string? Email,
    [property: MaxLength(UserRules.MaxAbout)] string? About,
    [property: MaxLength(UserRules.MaxTimeZone)] string? TimeZone,
    [property: MaxLength(UserRules.MaxLanguage)] string? Language,
    [property: DataType(DataType.Password)] string? Password);
