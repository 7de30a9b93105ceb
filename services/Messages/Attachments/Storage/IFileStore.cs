namespace Chat.Messages.Attachments.Storage;

/// <summary>
/// Where the bytes of files are. A key is <c>{file}/{name}</c>; what is written under it is there as a whole or not at all, and never
/// changes. Shared by all instances.
/// </summary>
interface IFileStore
{
    /// <summary>Writes all that the stream has, without holding it in memory. Durable when it ends.</summary>
    /// <returns>Bytes.</returns>
    Task<long> WriteAsync(string key, Stream content, CancellationToken cancel);

    /// <summary>The bytes from an offset on.</summary>
    /// <exception cref="FileNotFoundException">There are none.</exception>
    Task<Stream> ReadAsync(string key, long offset, CancellationToken cancel);

    /// <summary>The keys that are there of a file.</summary>
    Task<IReadOnlyList<string>> ListAsync(Guid file, CancellationToken cancel);

    /// <summary>Deletes; what is not there is no error.</summary>
    Task DeleteAsync(IReadOnlyCollection<string> keys, CancellationToken cancel);
}
