using System.Buffers;
using System.Buffers.Text;

namespace Chat.Bench.Wire;

/// <summary>
/// The mark that a measured message begins with: <c>~RRRRRRRRSSSSSSSS~</c>, the step and the number of the message in it, in
/// hexadecimal. JSON needs no escape for it, so a receiver finds it without parsing the event around it.
/// </summary>
static class Tag
{
    /// <summary>Length of a whole message text.</summary>
    public const int TextLength = 100;

    /// <summary>The step and the number, without the tildes.</summary>
    public const int NameLength = 16;

    const int Length = NameLength + 2;
    const byte Mark = (byte)'~';

    static readonly StandardFormat Hexadecimal = new('x', 8);
    static ReadOnlySpan<byte> Remark => "did anybody see the figures from this morning? they look fine to me, so let us go."u8;

    /// <summary>What all messages of a step begin with.</summary>
    public static string PrefixOf(uint run) => $"~{run:x8}";

    public static void WriteText(Span<byte> text, uint run, int number)
    {
        text[0] = Mark;
        WriteName(text[1..], run, number);
        text[Length - 1] = Mark;
        Remark.CopyTo(text[Length..]);
    }

    public static void WriteName(Span<byte> name, uint run, int number)
    {
        Utf8Formatter.TryFormat(run, name, out _, Hexadecimal);
        Utf8Formatter.TryFormat((uint)number, name[8..], out _, Hexadecimal);
    }

    public static bool TryReadName(ReadOnlySpan<byte> name, out uint run, out int number)
    {
        number = 0;
        run = 0;
        if (name.Length < NameLength
            || !Utf8Parser.TryParse(name[..8], out run, out int first, 'x') || first != 8
            || !Utf8Parser.TryParse(name.Slice(8, 8), out uint second, out int read, 'x') || read != 8)
            return false;
        number = (int)second;
        return true;
    }

    /// <summary>Finds the next tag; <paramref name="end"/> is where to look for the one after it.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, out uint run, out int number, out int end)
    {
        for (var at = 0; text[at..].IndexOf(Mark) is var found and >= 0; at++)
        {
            at += found;
            if (at + Length > text.Length) break;
            if (text[at + Length - 1] != Mark || !TryReadName(text[(at + 1)..], out run, out number)) continue;
            end = at + Length;
            return true;
        }
        (run, number, end) = (0, 0, text.Length);
        return false;
    }
}
