namespace Chat.Accounts.Users;

/// <summary>A user as anyone signed in sees them.</summary>
sealed record UserDto(long Id, string Username, string DisplayName);

/// <summary>A user as they see themselves.</summary>
sealed record OwnUserDto(long Id, string Username, string DisplayName, string? Email, bool IsAdmin)
{
    public static OwnUserDto Of(User user) => new(user.Id, user.UserName!, user.DisplayName, user.Email, user.IsAdmin);
}
