using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Chat.Messages.Attachments.Storage;

/// <summary>
/// Has a folder's list of names written to the disk: a file that was moved there can be lost with the power otherwise (fsync(2)). .NET opens no
/// folders, so this asks the C library; Windows keeps names by its journal.
/// </summary>
static class FolderFlush
{
    const int ReadOnly = 0;

    /// <exception cref="IOException">It is not there, or could not be written.</exception>
    public static void ToDisk(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (handle.IsInvalid || Flush(handle) != 0) throw new IOException($"{folder} could not be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern SafeFileHandle Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Flush(SafeFileHandle handle);
}
