namespace Chat.Messages.Attachments.Uploads;

/// <summary>Up to so many of the next bytes of a request's body. A client that goes away ends it: what it sent until then counts.</summary>
sealed class PartStream(Stream body, long length, ChunkChecksum? checksum) : Stream
{
    long _position;

    /// <summary>The client went away.</summary>
    public bool IsBroken { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == length || IsBroken) return 0;
        try
        {
            var read = await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _position)], cancellationToken);
            checksum?.Add(buffer.Span[..read]);
            _position += read;
            return read;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            IsBroken = true;
            return 0;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
