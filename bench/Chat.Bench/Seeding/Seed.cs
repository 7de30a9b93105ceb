namespace Chat.Bench.Seeding;

/// <summary>
/// What every scenario finds in the system: users, all signed in, and their sessions. Users 5k to 5k+4 are in small session k; the first
/// 50 also in the middle one, the first 500 in the large one, the first 8 in the one with a history.
/// </summary>
sealed record Seed(IReadOnlyList<Seed.User> Users, IReadOnlyList<long> Small, long Middle, long Large, long WithHistory)
{
    public const int UserCount = 2000;
    public const int SmallCount = 400;
    public const int SmallMembers = 5;
    public const int MiddleMembers = 50;
    public const int LargeMembers = 500;
    public const int HistoryMembers = 8;
    public const int HistoryMessages = 100_000;

    internal sealed record User(string Name, string Cookie);
}
