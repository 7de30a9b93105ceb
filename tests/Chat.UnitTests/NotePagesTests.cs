using Chat.ServiceDefaults.Notes;

namespace Chat.UnitTests;

/// <summary>Notes of messages come back as they were written, in few bytes.</summary>
public sealed class NotePagesTests
{
    static readonly DateTime Now = new(2026, 11, 23, 12, 0, 59, DateTimeKind.Utc);

    [Fact]
    public void What_was_written_is_read()
    {
        MessageNote[] notes =
        [
            new(NoteKind.Committed, 1, 0, 1, Now, Now.AddMicroseconds(2500), 128, Now.AddSeconds(-3)),
            // By a clock that runs behind the database's, and before the note above.
            new(NoteKind.Sent, 5_000_000_000, 41, 1_000_000_000_000, Now, Now.AddMilliseconds(-700), 20_000),
            new(NoteKind.HeadConsumed, 7, 0, 3, Now.AddMinutes(-10), Now.AddMinutes(10)),
        ];
        var read = NotePages.Read(NotePages.Write("messages", "messages-1", notes)).ToList();
        Assert.Equal(notes, read.Select(written => written.Note));
        Assert.All(read, written => Assert.Equal(("messages", "messages-1"), (written.Service, written.Instance)));
    }

    [Fact]
    public void A_note_takes_few_bytes()
    {
        var notes = Enumerable.Range(0, 100).Select(i => new MessageNote(NoteKind.Sent, 4_000 + i, 50_000, 50_001, Now.AddMilliseconds(i), Now.AddMilliseconds(i + 4), 30)).ToList();
        Assert.InRange(NotePages.Write("realtime", "realtime-2", notes).Length, 1, 100 * 16);
    }

    [Fact]
    public void What_a_later_version_wrote_is_passed_over()
    {
        var page = NotePages.Write("messages", "messages-1", [new(NoteKind.Published, 1, 0, 1, Now, Now)]);
        page[0]++;
        Assert.Empty(NotePages.Read(page));
    }
}
