using System.Globalization;
using System.Text;

namespace Chat.ServiceDefaults.Notes;

/// <summary>
/// How notes lie in Redis: a list for each minute in which messages were posted, of pages, each with the notes of one instance and second. A note
/// takes about fifteen bytes: numbers as differences, in as many bytes as they need.
/// </summary>
public static class NotePages
{
    const byte Version = 1;

    /// <summary>Where the notes of messages posted at this time are, or those of the minutes beside it.</summary>
    public static string KeyOf(DateTime postedAt, int minutes = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"notes:{(postedAt.Ticks / TimeSpan.TicksPerMinute) + minutes}");

    public static byte[] Write(string service, string instance, IReadOnlyCollection<MessageNote> notes)
    {
        using var page = new MemoryStream(64 + (notes.Count * 16));
        using var writer = new BinaryWriter(page, Encoding.UTF8);
        var last = notes.First().At.Ticks;
        writer.Write(Version);
        writer.Write(service);
        writer.Write(instance);
        writer.Write(last);
        foreach (var note in notes)
        {
            writer.Write((byte)note.Kind);
            writer.Write7BitEncodedInt64(note.SessionId);
            writer.Write7BitEncodedInt64(note.Rev);
            writer.Write7BitEncodedInt64(note.Rev - note.PrevRev);
            Write(writer, note.At.Ticks - last);
            Write(writer, note.PostedAt.Ticks - note.At.Ticks);
            writer.Write7BitEncodedInt(note.Count);
            if (note.Kind is NoteKind.Committed) Write(writer, note.At.Ticks - note.AcceptedAt.Ticks);
            last = note.At.Ticks;
        }
        writer.Flush();
        return page.ToArray();
    }

    /// <summary>The notes of a page; none if it was written by a version that is not known here.</summary>
    public static IEnumerable<WrittenNote> Read(byte[] bytes)
    {
        using var page = new MemoryStream(bytes);
        using var reader = new BinaryReader(page, Encoding.UTF8);
        if (reader.ReadByte() != Version) yield break;
        var (service, instance, last) = (reader.ReadString(), reader.ReadString(), reader.ReadInt64());
        while (page.Position < page.Length)
        {
            var kind = (NoteKind)reader.ReadByte();
            var (sessionId, rev) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            var prevRev = rev - reader.Read7BitEncodedInt64();
            last += ReadSigned(reader);
            var posted = last + ReadSigned(reader);
            var count = reader.Read7BitEncodedInt();
            var accepted = kind is NoteKind.Committed ? last - ReadSigned(reader) : 0;
            yield return new WrittenNote(service, instance, new MessageNote(kind, sessionId, prevRev, rev, Time(posted), Time(last), count, Time(accepted)));
        }
    }

    // Zigzag, as in protocol buffers: small numbers of either sign are short.
    static void Write(BinaryWriter writer, long ticks)
    {
        var micros = ticks / TimeSpan.TicksPerMicrosecond;
        writer.Write7BitEncodedInt64((micros << 1) ^ (micros >> 63));
    }

    static long ReadSigned(BinaryReader reader)
    {
        var coded = reader.Read7BitEncodedInt64();
        return ((long)((ulong)coded >> 1) ^ -(coded & 1)) * TimeSpan.TicksPerMicrosecond;
    }

    static DateTime Time(long ticks) => new(ticks, DateTimeKind.Utc);
}
