namespace Chat.Realtime.Instances;

/// <summary>What happened to a session other than messages; <paramref name="Change"/> is one of <see cref="SessionChange"/>.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Version">Its version after that; that of the user's preferences where these have changed.</param>
/// <param name="Change">What happened.</param>
/// <param name="UserId">Who was added or removed, or whose preferences they are; 0 otherwise.</param>
/// <param name="Fence">The version that the session's members must be known at to hear of it; 0: any.</param>
sealed record SessionNotice(long SessionId, long Version, string Change, long UserId = 0, long Fence = 0);

/// <summary>What a user is called as of a version of theirs.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Username">Their user name.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="Version">The higher one counts.</param>
/// <param name="Sessions">The sessions that they are in.</param>
sealed record PersonNotice(long UserId, string Username, string DisplayName, long Version, IReadOnlyList<long> Sessions);

/// <summary>Ended sign-ins of a user; none listed means all.</summary>
sealed record SignOutNotice(long UserId, IReadOnlyList<string> SignInIds, string Reason);

static class SessionChange
{
    public const string Added = "added";
    public const string Updated = "updated";
    public const string Participants = "participants";
    public const string Removed = "removed";
    public const string Deleted = "deleted";
    public const string Preferences = "preferences";
    public const string Keys = "keys";
}
