namespace Chat.Bench.Wire;

/// <summary>Who connects, and what its part is in the scenario; see <see cref="HubClient"/>.</summary>
sealed record Place(string Cookie, int Index, int Room, int Member, long SessionId);
