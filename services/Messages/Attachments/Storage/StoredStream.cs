using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Attachments.Storage;

/// <summary>A stored file that can be read from anywhere: the store is asked when the first byte is, from where that is.</summary>
sealed class StoredStream(IFileStore store, string key, long length) : Stream
{
    Stream? _open;
    long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            if (value == _position) return;
            _open?.Dispose();
            (_open, _position) = (null, value);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length) return 0;
        _open ??= await OpenAsync(cancellationToken);
        var read = await _open.ReadAsync(buffer, cancellationToken);
        _position += read;
        return read;
    }

    async Task<Stream> OpenAsync(CancellationToken cancel)
    {
        try
        {
            return await store.ReadAsync(key, _position, cancel);
        }
        catch (FileNotFoundException e)
        {
            // The store has lost it, or it was deleted a moment ago.
            throw new ChatException(ErrorCode.FileNotFound, null, e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _open?.Dispose();
        base.Dispose(disposing);
    }
}
