using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>The promise that the live side rests on: old state + what arrived == fresh state, whatever happens in between.</summary>
public sealed class ReplicaTests(ChatSystem chat)
{
    const int Runs = 4;

    /// <summary>Which of these dies in the last run, the seed decides.</summary>
    static readonly string[] Others = ["sessions", "accounts", "gateway"];

    [Fact]
    public async Task What_a_client_holds_and_what_it_is_told_make_the_present_state()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Eventually.SucceedsAsync(() => chat.NewUserAsync(), "a user signs up")));
        for (var run = 0; run < Runs; run++)
        {
            // One run undisturbed, then some in which an instance dies.
            var victim = run switch { 1 => "realtime", 2 => "messages", 3 => Others[Settings.Seed % Others.Length], _ => null };
            await using var world = await RandomWorld.CreateAsync(chat, users, Settings.Seed + run);
            await world.RunAsync(victim);
            await world.CheckAsync();
        }
    }
}
