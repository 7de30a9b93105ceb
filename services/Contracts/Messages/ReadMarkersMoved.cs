namespace Chat.Contracts.Messages;

/// <summary>Users have read further. What a crash loses is made good by reading the markers.</summary>
public sealed record ReadMarkersMoved(IReadOnlyList<ReadMarker> Markers);
