namespace Chat.Bench;

/// <summary>Something keeps the benchmark from going on; the message is for the user.</summary>
sealed class BenchException(string message) : Exception(message);
