using System.Text;
using System.Text.Json;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.Realtime.Tests;

/// <summary>A connection that keeps what is delivered to it.</summary>
sealed class Listener(long userId) : Subscriber(new Caller(userId, "u", "U", "s"))
{
    public List<ChangeFrame> Delivered { get; } = [];
    public Action<ChangeFrame>? WhenDelivered { get; set; }
    public int Signals { get; private set; }

    /// <summary>The revisions of the messages in the bytes that went out.</summary>
    public IEnumerable<long> Revs => Delivered.SelectMany(frame =>
        JsonSerializer.Deserialize<ChangesDto>(HubArgument(frame), JsonDefaults.Options)!.Messages.Select(message => message.Rev));

    public override bool FollowsUser => true;

    public override void Deliver(ChangeFrame frame)
    {
        Delivered.Add(frame);
        WhenDelivered?.Invoke(frame);
    }

    public override void Signal(SerializedHubMessage frame) => Signals++;

    static string HubArgument(ChangeFrame frame)
    {
        var json = Encoding.UTF8.GetString(frame.HubMessage.GetSerializedMessage(new JsonHubProtocol()).Span[..^1]);
        return JsonSerializer.Deserialize<JsonElement>(json).GetProperty("arguments")[0].GetRawText();
    }

    public override void Notify(SessionNotice notice)
    {
    }

    public override void Move()
    {
    }

    public override void SignOut(string reason)
    {
    }
}
