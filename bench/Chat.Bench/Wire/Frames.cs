using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Chat.Bench.Wire;

/// <summary>WebSocket frames (RFC 6455, section 5.2) as a client reads and writes them.</summary>
static class Frames
{
    public const byte Continuation = 0x0, Text = 0x1, Binary = 0x2, Close = 0x8, Ping = 0x9, Pong = 0xA;

    /// <summary>The most that a frame adds to its payload.</summary>
    public const int MaxOverhead = 14;

    const byte Final = 0x80, Masked = 0x80;
    const int Length16 = 126, Length64 = 127;

    // Masks protect proxies from hostile pages. There are none here, so one mask does.
    const uint Mask = 0x5C3A_961E;

    /// <summary>One frame at the start of the received bytes, and how many of them it takes.</summary>
    public readonly ref struct Frame(byte opcode, bool isFinal, ReadOnlySpan<byte> payload, int size)
    {
        public byte Opcode { get; } = opcode;
        public bool IsFinal { get; } = isFinal;
        public ReadOnlySpan<byte> Payload { get; } = payload;
        public int Size { get; } = size;
    }

    /// <summary>False while the frame has not arrived whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> received, out Frame frame)
    {
        frame = default;
        if (received.Length < 2) return false;
        var head = 2;
        long length = received[1] & 0x7F;
        if (length == Length16)
        {
            if (received.Length < 4) return false;
            (length, head) = (BinaryPrimitives.ReadUInt16BigEndian(received[2..]), 4);
        }
        else if (length == Length64)
        {
            if (received.Length < 10) return false;
            (length, head) = (BinaryPrimitives.ReadInt64BigEndian(received[2..]), 10);
        }
        if (received.Length < head + length) return false;
        frame = new Frame((byte)(received[0] & 0x0F), (received[0] & Final) != 0, received.Slice(head, (int)length), head + (int)length);
        return true;
    }

    /// <summary>Writes one masked frame; answers its size.</summary>
    public static int Write(Span<byte> to, byte opcode, ReadOnlySpan<byte> payload)
    {
        to[0] = (byte)(Final | opcode);
        var head = 2;
        if (payload.Length < Length16)
        {
            to[1] = (byte)(Masked | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            to[1] = Masked | Length16;
            BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)payload.Length);
            head = 4;
        }
        else
        {
            to[1] = Masked | Length64;
            BinaryPrimitives.WriteInt64BigEndian(to[2..], payload.Length);
            head = 10;
        }
        MemoryMarshal.Write(to[head..], Mask);
        head += sizeof(uint);
        var body = to.Slice(head, payload.Length);
        payload.CopyTo(body);
        var words = MemoryMarshal.Cast<byte, uint>(body);
        foreach (ref var word in words) word ^= Mask;
        for (var at = words.Length * sizeof(uint); at < body.Length; at++) body[at] ^= (byte)(Mask >> (8 * (at % sizeof(uint))));
        return head + payload.Length;
    }
}
