using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Delivery;

/// <summary>Invocations of clients in the JSON hub protocol, from arguments that are JSON already.</summary>
static class HubFrames
{
    const byte RecordSeparator = 0x1E;

    public static SerializedHubMessage Invocation(string target, ReadOnlySpan<byte> argument)
    {
        var frame = new ArrayBufferWriter<byte>(argument.Length + target.Length + 48);
        frame.Write("{\"type\":1,\"target\":\""u8);
        frame.Write(Encoding.ASCII.GetBytes(target));
        frame.Write("\",\"arguments\":["u8);
        frame.Write(argument);
        frame.Write("]}"u8);
        frame.Write([RecordSeparator]);
        return new SerializedHubMessage([new SerializedMessage("json", frame.WrittenMemory)]);
    }
}
