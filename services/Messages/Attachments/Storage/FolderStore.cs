using Chat.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attachments.Storage;

/// <summary>
/// A folder for each file, below one that is named by the beginning of its id. Written aside, then moved to its place; what was written is on the
/// disk, and so is its name.
/// </summary>
sealed class FolderStore(IOptions<FilesOptions> options, IHostEnvironment environment) : IFileStore
{
    const int Buffer = 64 * 1024;
    const string Unfinished = ".part";

    readonly string _root = Path.GetFullPath(options.Value.Folder, environment.ContentRootPath);

    public async Task<long> WriteAsync(string key, Stream content, CancellationToken cancel)
    {
        var path = PathOf(key);
        var folder = Path.GetDirectoryName(path)!;
        var aside = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        long length;
        try
        {
            Directory.CreateDirectory(folder);
            await using var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, FileOptions.Asynchronous);
            await content.CopyToAsync(file, Buffer, cancel);
            await OwnThread.RunAsync(() => file.Flush(flushToDisk: true));
            length = file.Length;
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
        File.Move(aside, path, overwrite: true);
        await OwnThread.RunAsync(() =>
        {
            // The name is in the folder, and the folder's in those above it: all may be new.
            for (var changed = folder; ; changed = Path.GetDirectoryName(changed)!)
            {
                FolderFlush.ToDisk(changed);
                if (changed == _root) return;
            }
        });
        return length;
    }

    public Task<Stream> ReadAsync(string key, long offset, CancellationToken cancel)
    {
        try
        {
            var file = new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous);
            file.Position = offset;
            return Task.FromResult<Stream>(file);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(null, key, e);
        }
    }

    public Task<IReadOnlyList<string>> ListAsync(Guid file, CancellationToken cancel)
    {
        var folder = FolderOf(file.ToString());
        IReadOnlyList<string> keys = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => $"{file}/{Path.GetFileName(path)}")] : [];
        return Task.FromResult(keys);
    }

    public Task DeleteAsync(IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        foreach (var key in keys)
        {
            try
            {
                File.Delete(PathOf(key));
            }
            catch (DirectoryNotFoundException)
            {
                // Another instance was faster.
            }
        }
        foreach (var folder in keys.Select(PathOf).Select(Path.GetDirectoryName).Distinct())
        {
            try
            {
                Directory.Delete(folder!);
            }
            catch (IOException)
            {
                // It holds something else, or is gone.
            }
        }
        return Task.CompletedTask;
    }

    string PathOf(string key)
    {
        var (file, name) = key.Split('/') is [var first, var second] ? (first, second) : throw new ArgumentException($"{key} is no key.", nameof(key));
        return Path.Combine(FolderOf(file), name);
    }

    string FolderOf(string file) => Path.Combine(_root, file[..2], file);
}
