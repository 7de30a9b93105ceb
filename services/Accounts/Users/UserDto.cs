namespace Chat.Accounts.Users;

/// <summary>A user in lists, as anyone signed in sees them.</summary>
sealed record UserDto(long Id, string Username, string DisplayName);
