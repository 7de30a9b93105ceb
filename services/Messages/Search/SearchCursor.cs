using System.Buffers.Binary;
using System.Buffers.Text;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Search;

/// <summary>The place after which a page begins: a window, whether it is the last one, and the rank and place of the last match shown.</summary>
readonly record struct SearchCursor(Place Top, Place Bottom, bool IsLast, long Rank, Place Last)
{
    const int Longs = 11;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Longs * sizeof(long)];
        long[] values = [.. Of(Top), .. Of(Bottom), .. Of(Last), Rank, IsLast ? 1 : 0];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes[(i * sizeof(long))..], values[i]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/></exception>
    public static SearchCursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var bytes = new byte[Longs * sizeof(long)];
        if (text.Length > 2 * bytes.Length || !Base64Url.IsValid(text, out var length) || length != bytes.Length) throw Wrong();
        Base64Url.DecodeFromChars(text, bytes);
        var values = new long[Longs];
        for (var i = 0; i < Longs; i++) values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * sizeof(long)));
        return new SearchCursor(PlaceOf(values, 0), PlaceOf(values, 3), values[10] == 1, values[9], PlaceOf(values, 6));
    }

    static long[] Of(Place place) => [place.At.Ticks, place.SessionId, place.Seq];

    static Place PlaceOf(long[] values, int at) =>
        values[at] >= DateTime.UnixEpoch.Ticks && values[at] <= DateTime.MaxValue.Ticks
            ? new Place(new DateTime(values[at], DateTimeKind.Utc), values[at + 1], values[at + 2])
            : throw Wrong();

    static ChatException Wrong() => FieldErrors.Of("cursor", "cursor is a place from a Link header.");
}
