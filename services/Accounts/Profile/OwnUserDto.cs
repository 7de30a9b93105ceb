using Chat.Accounts.Users;

namespace Chat.Accounts.Profile;

/// <summary>A user as they see themselves.</summary>
sealed record OwnUserDto(
    long Id,
    string Username,
    string DisplayName,
    string? Email,
    string About,
    string TimeZone,
    string Language,
    string? AvatarUrl,
    DateTime CreatedAt,
    bool IsAdmin,
    bool TwoFactorEnabled,
    int RecoveryCodesLeft)
{
    public static OwnUserDto Of(User user, int recoveryCodesLeft = 0) => new(
        user.Id,
        user.UserName!,
        user.DisplayName,
        user.Email,
        user.About,
        user.TimeZone,
        user.Language,
        user.AvatarUrl,
        user.CreatedAt,
        user.IsAdmin,
        user.TwoFactorEnabled,
        recoveryCodesLeft);
}
