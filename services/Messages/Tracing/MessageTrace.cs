using System.Text.Json.Serialization;
using Chat.Contracts.Messages;
using Chat.Messages.ReadMarkers;

namespace Chat.Messages.Tracing;

/// <summary>What became of a message: who handled it when, and who has read it. Without its content.</summary>
/// <param name="Id">The message.</param>
/// <param name="ChatSession">Its session.</param>
/// <param name="Seq">Its number.</param>
/// <param name="PostedRev">The revision at which it was posted.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Timestamp">When it was posted, by the database's clock.</param>
/// <param name="Noted">False when there are no notes of it: it is too old, there was too much to note, or Redis lost them.</param>
/// <param name="Steps">By time, each by the clock of its instance.</param>
/// <param name="Connections">How many connections it was sent to.</param>
/// <param name="ReadBy">The current participants other than the sender who have read it, with how far they are.</param>
/// <param name="UnreadBy">How many of them have not.</param>
sealed record MessageTrace(
    long Id, long ChatSession, long Seq, long PostedRev, MessageSender Sender, DateTime Timestamp, bool Noted, IReadOnlyList<TraceStep> Steps, int Connections,
    IReadOnlyList<MarkerDto> ReadBy, int UnreadBy);

/// <summary>One step.</summary>
/// <param name="Step">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Service">By which service.</param>
/// <param name="Instance">By which of its instances.</param>
/// <param name="Way">How it was published or consumed.</param>
/// <param name="Messages">How many messages were committed together.</param>
/// <param name="Connections">How many connections of the instance it was sent to.</param>
sealed record TraceStep(
    StepKind Step, DateTime At, string Service, string Instance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DeliveryWay? Way = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Messages = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Connections = null);

/// <summary>In their usual order.</summary>
enum StepKind
{
    Accepted,
    Committed,
    Published,
    Consumed,
    Sent,
}

/// <summary>How a message goes from one service to another.</summary>
enum DeliveryWay
{
    /// <summary>In Redis, to every instance with listeners.</summary>
    Backplane,

    /// <summary>In an event of RabbitMQ that has the message itself.</summary>
    Event,

    /// <summary>In an event of RabbitMQ that tells how far its session has come: whoever lacks the message fetches it.</summary>
    Head,
}
