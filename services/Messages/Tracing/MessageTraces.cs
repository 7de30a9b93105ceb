using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Chat.Messages.Reading;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Notes;
using Chat.ServiceDefaults.Problems;
using StackExchange.Redis;

namespace Chat.Messages.Tracing;

/// <summary>Puts together what the instances have noted of a message and what the read markers tell.</summary>
sealed class MessageTraces(MessagesDbContext db, MessageStates states, ReadState read, IConnectionMultiplexer redis)
{
    /// <exception cref="ChatException"><see cref="ErrorCode.MessageNotFound"/></exception>
    public async Task<MessageTrace> OfAsync(long messageId, CancellationToken cancel)
    {
        var found = await states.ReadAsync(db.Messages.Where(row => row.Id == messageId), cancel);
        var message = found is [var only] ? only : throw new ChatException(ErrorCode.MessageNotFound);
        var notes = await NotesOfAsync(message);
        var steps = StepsOf(notes);
        var markers = (await read.ListAsync(message.SessionId, cancel)).FindAll(marker => marker.UserId != message.Sender.Id);
        var readers = markers.FindAll(marker => marker.Seq >= message.Seq);
        return new MessageTrace(
            message.Id, message.SessionId, message.Seq, message.PostedRev, message.Sender, message.Timestamp, steps.Count > 0, steps,
            steps.Sum(step => step.Connections ?? 0),
            readers, markers.Count - readers.Count);
    }

    /// <summary>Several messages can have one note, under the time of any of them.</summary>
    async Task<List<WrittenNote>> NotesOfAsync(MessageState message)
    {
        var redisDb = redis.GetDatabase();
        var minutes = await Task.WhenAll(Enumerable.Range(-1, 3).Select(minute => redisDb.ListRangeAsync(NotePages.KeyOf(message.Timestamp, minute))));
        return [.. minutes
            .SelectMany(pages => pages)
            .SelectMany(page => NotePages.Read((byte[])page!))
            .Where(
                written => written.Note.SessionId == message.SessionId && written.Note.PrevRev < message.PostedRev
                    && message.PostedRev <= written.Note.Rev)];
    }

    static List<TraceStep> StepsOf(List<WrittenNote> notes)
    {
        // Every later event of the session tells of this message, too; the first one counts.
        var firstHeads = notes
            .Where(written => written.Note.Kind is NoteKind.HeadConfirmed or NoteKind.HeadConsumed)
            .GroupBy(written => written.Note.Kind)
            .Select(heads => heads.MinBy(written => written.Note.At));
        var others = notes.Where(written => written.Note.Kind is not (NoteKind.HeadConfirmed or NoteKind.HeadConsumed));
        return [.. others.Concat(firstHeads).SelectMany(StepsOf).OrderBy(step => step.At).ThenBy(step => step.Step)];
    }

    static IEnumerable<TraceStep> StepsOf(WrittenNote written)
    {
        var note = written.Note;
        if (note.Kind is NoteKind.Committed) yield return Step(StepKind.Accepted) with { At = note.AcceptedAt };
        if (note.Kind switch
        {
            NoteKind.Committed => Step(StepKind.Committed) with { Messages = note.Count },
            NoteKind.EventConfirmed => Step(StepKind.Published, DeliveryWay.Event),
            NoteKind.EventConsumed => Step(StepKind.Consumed, DeliveryWay.Event),
            NoteKind.HeadConfirmed => Step(StepKind.Published, DeliveryWay.Head),
            NoteKind.HeadConsumed => Step(StepKind.Consumed, DeliveryWay.Head),
            NoteKind.Published => Step(StepKind.Published, DeliveryWay.Backplane),
            NoteKind.Sent => Step(StepKind.Sent) with { Connections = note.Count },
            // By a newer version.
            _ => null,
        } is { } step)
        {
            yield return step;
        }

        TraceStep Step(StepKind kind, DeliveryWay? way = null) => new(kind, note.At, written.Service, written.Instance, way);
    }
}
