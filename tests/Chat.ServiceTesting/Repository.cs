namespace Chat.Testing;

/// <summary>The files of this repository.</summary>
public static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Find();

    /// <summary>A file of it.</summary>
    public static string File(string path) => Path.Combine(Folder, path);

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Chat.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Chat.sln is in no folder above the tests.");
        return folder.FullName;
    }
}
