namespace Chat.Sessions.Preferences;

/// <summary>What a participant has set for a session, for themselves alone; the higher version is the newer.</summary>
sealed record PreferencesDto(bool Pinned, bool Muted, long Version);
