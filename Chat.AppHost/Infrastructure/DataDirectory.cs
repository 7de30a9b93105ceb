using System.Security.Cryptography;
using System.Text;

namespace Chat.AppHost.Infrastructure;

/// <summary>The folder that outlives a run, held by at most one AppHost at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnlyButPassable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;

    private DataDirectory(string path, string servers, FileStream @lock)
    {
        (Servers, Logs, _lock) = (servers, Path.Combine(path, "logs"), @lock);
    }

    /// <summary>The servers' folders and the secrets.</summary>
    internal string Servers { get; }

    /// <summary>One file for each process.</summary>
    internal string Logs { get; }

    public void Dispose() => _lock.Dispose();

    /// <exception cref="SetupException">When another AppHost has the folder.</exception>
    internal static DataDirectory Open(string path, InfrastructureMode mode)
    {
        path = Path.GetFullPath(path);
        FileStream held;
        try
        {
            Directory.CreateDirectory(path);
            held = new FileStream(Path.Combine(path, "apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new SetupException($"{path} belongs to another user: run as that user, or choose another folder with --Chat:DataDirectory=PATH.");
        }
        catch (IOException)
        {
            throw new SetupException($"Chat runs already with the data in {path}: stop it, or choose another folder with --Chat:DataDirectory=PATH.");
        }
        var servers = ServersFolder(path, mode);
        // For whoever deletes the data.
        File.WriteAllText(Path.Combine(path, "servers"), servers == path ? "" : servers);
        return new DataDirectory(path, servers, held);
    }

    /// <summary>
    /// As root, the servers run as users of their own, who must be able to pass through every folder above theirs. Where they
    /// can't (a checkout below /root), the data move to a folder below /var/lib that is named after the path.
    /// </summary>
    private static string ServersFolder(string path, InfrastructureMode mode)
    {
        if (mode is not InfrastructureMode.Native || !Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
            return path;
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        for (var above = Directory.GetParent(path); above is not null; above = above.Parent)
        {
            if (above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                continue;
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
            var elsewhere = Path.Combine("/var/lib/chat", hash);
            Directory.CreateDirectory(elsewhere, OwnerOnlyButPassable);
            Console.WriteLine($"The servers' data are in {elsewhere}, as {above.FullName} is closed to the users they run as.");
            return elsewhere;
        }
        return path;
    }
}
