namespace Chat.Accounts.Profile;

/// <summary>Answer of <c>GET /api/users/&lt;id&gt;/</c>: a user as anyone signed in sees them.</summary>
sealed record ProfileDto(long Id, string Username, string DisplayName, string About, string TimeZone, string? AvatarUrl);
