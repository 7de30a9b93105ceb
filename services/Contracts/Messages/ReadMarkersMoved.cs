namespace Chat.Contracts.Messages;

/// <summary>Users have read further. A hint for those who look on: lost ones are made good by reading the markers.</summary>
public sealed record ReadMarkersMoved(IReadOnlyList<ReadMarker> Markers);
