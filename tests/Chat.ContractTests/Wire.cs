using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace Chat.ContractTests;

/// <summary>Events as they travel: MassTransit's own serializer with its own settings, which the services leave alone.</summary>
static class Wire
{
    static readonly SystemTextJsonMessageSerializer Serializer = new();

    public static JsonSerializerOptions Options => SystemTextJsonMessageSerializer.Options;

    /// <summary>The types that the event is published as, and its fields.</summary>
    public static (IReadOnlyList<string> Types, JsonObject Message) Write(object message)
    {
        var envelope = (JsonObject)typeof(Wire).GetMethod(nameof(WriteAs), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(message.GetType()).Invoke(null, [message])!;
        return ([.. envelope["messageType"]!.AsArray().Select(type => type!.GetValue<string>())], envelope["message"]!.AsObject());
    }

    /// <summary>What a consumer of this type gets out of the envelope; null when it is none of its.</summary>
    public static object? Read(JsonObject envelope, Type type)
    {
        var context = Serializer.Deserialize(new StringMessageBody(envelope.ToJsonString()), new DictionarySendHeaders());
        return context.TryGetMessage(type, out var message) ? message : null;
    }

    static JsonObject WriteAs<T>(T message) where T : class =>
        JsonNode.Parse(Serializer.GetMessageBody(new MessageSendContext<T>(message)).GetString())!.AsObject();
}
