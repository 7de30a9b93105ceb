namespace Chat.Realtime.Connections;

/// <summary>What waits for a client that reads more slowly than is written to it: bounded in frames and in bytes. Thread-safe.</summary>
sealed class Backlog(int maxFrames)
{
    const int MaxBytes = 1024 * 1024;

    int _frames;
    int _bytes;

    public int Frames => Volatile.Read(ref _frames);

    /// <summary>Adds a frame; false when that is more than may wait. A frame larger than the bound may wait, but alone.</summary>
    public bool Add(int size)
    {
        var (frames, bytes) = (Interlocked.Increment(ref _frames), Interlocked.Add(ref _bytes, size));
        return frames <= maxFrames && (bytes <= MaxBytes || frames == 1);
    }

    /// <summary>The frame is written.</summary>
    public void Remove(int size)
    {
        Interlocked.Decrement(ref _frames);
        Interlocked.Add(ref _bytes, -size);
    }
}
