namespace Chat.AppHost;

/// <summary>Something about this machine keeps the system from starting; the message says what, and what to do.</summary>
internal sealed class SetupException(string message) : Exception(message);
