namespace Chat.ServiceDefaults.Notes;

/// <summary>What happened to messages. Numbers are stored: never change one.</summary>
public enum NoteKind
{
    /// <summary>One message was accepted at <see cref="MessageNote.AcceptedAt"/> and committed; <see cref="MessageNote.Count"/> messages with it.</summary>
    Committed = 1,

    /// <summary>The broker confirmed the event that brings the messages themselves.</summary>
    EventConfirmed = 2,

    /// <summary>An instance took that event off the broker.</summary>
    EventConsumed = 3,

    /// <summary>The broker confirmed the event that tells how far the session has come.</summary>
    HeadConfirmed = 4,

    /// <summary>An instance took that event off the broker.</summary>
    HeadConsumed = 5,

    /// <summary>The messages were given to the backplane, for every instance with listeners.</summary>
    Published = 6,

    /// <summary>The messages were handed to <see cref="MessageNote.Count"/> connections of an instance.</summary>
    Sent = 7,
}

/// <summary>One thing that happened to the messages of a session with revisions after <paramref name="PrevRev"/> and up to <paramref name="Rev"/>.</summary>
/// <param name="Kind">What.</param>
/// <param name="SessionId">The session.</param>
/// <param name="PrevRev">The revision before the first of them.</param>
/// <param name="Rev">The revision of the last.</param>
/// <param name="PostedAt">The time stamp of one of them: it tells where the note is looked for.</param>
/// <param name="At">When, by the clock of the instance.</param>
/// <param name="Count">See <see cref="NoteKind"/>.</param>
/// <param name="AcceptedAt">See <see cref="NoteKind"/>.</param>
public readonly record struct MessageNote(
    NoteKind Kind, long SessionId, long PrevRev, long Rev, DateTime PostedAt, DateTime At, int Count = 0, DateTime AcceptedAt = default);

/// <summary>A note, and whose it is.</summary>
public readonly record struct WrittenNote(string Service, string Instance, MessageNote Note);
