using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>Acknowledged is durable, sent again is not sent twice, and everybody sees the same: whatever dies, at whatever moment.</summary>
public sealed class KillTests(ChatSystem chat)
{
    [Fact]
    public async Task Every_message_is_there_once_and_everybody_holds_it_when_each_process_was_killed_once()
    {
        var victims = await Victims.AllAsync(chat, new Random(Settings.Seed));
        await FaultRun.RunAsync(chat, victims, Settings.Seed, Settings.Messages, Console.WriteLine);
    }
}
