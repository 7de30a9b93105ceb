using Chat.Messages.ReadMarkers;

namespace Chat.Messages.Reading;

/// <summary>What the newest page of a session depends on besides its messages.</summary>
readonly record struct PageState(long Rev, ReadLevel Level);
