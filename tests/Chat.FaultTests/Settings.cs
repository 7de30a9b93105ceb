using System.Globalization;

namespace Chat.FaultTests;

/// <summary>What the environment says about a run.</summary>
static class Settings
{
    /// <summary><c>CHAT_FAULT_SEED</c>: the seed of the first run, to repeat one that failed; else a new one.</summary>
    public static int Seed { get; } = Read("CHAT_FAULT_SEED") ?? Random.Shared.Next(1_000_000);

    /// <summary><c>CHAT_FAULT_MESSAGES</c>: how many messages are posted in one run with kills.</summary>
    public static int Messages { get; } = Read("CHAT_FAULT_MESSAGES") ?? 10_000;

    /// <summary><c>CHAT_SOAK_MINUTES</c>: how long the soak goes on.</summary>
    public static int SoakMinutes { get; } = Read("CHAT_SOAK_MINUTES") ?? 30;

    static int? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
