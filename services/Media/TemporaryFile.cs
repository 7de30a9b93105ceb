namespace Chat.Media;

/// <summary>Room for bytes on their way, that is gone when it is closed, and when the process dies as soon as the system empties its folder.</summary>
public static class TemporaryFile
{
    public static FileStream Create() => new(
        PathOf(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 1,
        FileOptions.Asynchronous | FileOptions.DeleteOnClose);

    /// <summary>A path for a program that writes a file by itself; to be deleted by whoever asked.</summary>
    public static string PathOf(string extension = "") => Path.Combine(Path.GetTempPath(), $"chat-file-{Guid.NewGuid():N}{extension}");
}
