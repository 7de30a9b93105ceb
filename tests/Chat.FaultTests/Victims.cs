using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>Everything that can be killed.</summary>
static class Victims
{
    static readonly string[] Resources = ["messages", "realtime", "sessions", "accounts", "gateway", "rabbitmq", "redis", "postgres"];

    /// <summary>All instances of everything, in an order by chance.</summary>
    public static async Task<Instance[]> AllAsync(ChatSystem chat, Random random)
    {
        var all = new List<Instance>();
        foreach (var resource in Resources) all.AddRange(await chat.InstancesAsync(resource));
        var shuffled = all.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }
}
