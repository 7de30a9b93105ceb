namespace Chat.Bench.Wire;

/// <summary>Hears what happens to hub clients. Called from any thread; must be quick.</summary>
interface IHubListener
{
    /// <summary>A <c>messages</c> event, as JSON; may hold several messages.</summary>
    void OnMessages(HubClient client, ReadOnlySpan<byte> record);

    /// <summary>The server has told the sender that its message is stored.</summary>
    void OnAcknowledged(HubClient client, uint run, int number);

    /// <summary>The server would not take a message.</summary>
    void OnRefused(HubClient client, uint run, int number, string why);

    /// <summary>The server ended the connection.</summary>
    void OnClosed(HubClient client, string why);
}
