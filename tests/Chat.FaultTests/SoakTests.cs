using System.Diagnostics;
using System.Globalization;
using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>The same for as long as one likes; started by <c>./chat soak</c>.</summary>
public sealed class SoakTests(ChatSystem chat)
{
    const int KillsEach = 10;

    [Fact(Explicit = true)]
    public async Task Processes_are_killed_until_the_time_is_over_and_nothing_is_lost()
    {
        var (clock, rounds, end) = (Stopwatch.StartNew(), 0, TimeSpan.FromMinutes(Settings.SoakMinutes));
        for (; clock.Elapsed < end; rounds++)
        {
            var seed = Settings.Seed + rounds;
            var random = new Random(seed);
            Say($"round {rounds + 1}: seed {seed}");
            var victims = random.GetItems(await Victims.AllAsync(chat, random), KillsEach);
            await FaultRun.RunAsync(chat, victims, seed, Settings.Messages, Say);
            Say($"round {rounds + 1}: all {Settings.Messages} messages are there once, and everybody holds them");
        }
        Say($"{clock.Elapsed.TotalMinutes:0} minutes, {rounds} rounds, {rounds * KillsEach} kills, {rounds * Settings.Messages} messages: nothing lost, nothing twice");
    }

    static void Say(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:HH:mm:ss} {line}"));
}
