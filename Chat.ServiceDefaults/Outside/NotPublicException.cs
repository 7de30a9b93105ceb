namespace Chat.ServiceDefaults.Outside;

/// <summary>A server is, by its address, not outside.</summary>
public sealed class NotPublicException() : Exception("its address is not public");
