using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Chat.Realtime.Hub;

/// <summary>
/// The JSON hub protocol, which says with a code of the catalogue what is wrong with calls that do not get as far as a method: too large ones, which end the
/// connection, as their rest would have to be read to find the next call, and such whose arguments cannot be read.
/// </summary>
sealed class CodedJsonProtocol(IOptions<JsonHubProtocolOptions> json, int maxCall) : IHubProtocol
{
    readonly JsonHubProtocol _json = new(json);

    public string Name => _json.Name;
    public int Version => _json.Version;
    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    /// <exception cref="HubException"><see cref="ErrorCode.PayloadTooLarge"/>; ends the connection.</exception>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (_json.TryParseMessage(ref input, binder, out message))
        {
            if (message is InvocationBindingFailureMessage failure) message = Refuse(failure);
            return true;
        }
        // As much as there may be, and no end of the message in it.
        if (input.Length < maxCall) return false;
        RefusalMeter.Count(ErrorCode.PayloadTooLarge);
        throw HubErrors.Refusal(ErrorCode.PayloadTooLarge, $"A call has at most {maxCall:N0} bytes.");
    }

    static InvocationBindingFailureMessage Refuse(InvocationBindingFailureMessage failure)
    {
        RefusalMeter.Count(ErrorCode.InvalidRequest);
        var refusal = HubErrors.Refusal(ErrorCode.InvalidRequest, "The arguments of the call cannot be read.");
        return new InvocationBindingFailureMessage(failure.InvocationId!, failure.Target, ExceptionDispatchInfo.Capture(refusal));
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);
}
