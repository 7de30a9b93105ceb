namespace Chat.UnitTests;

/// <summary>The files of the repository, as tests of its documentation read them.</summary>
static class Repository
{
    static readonly string[] Skipped = ["node_modules", "bin", "obj", "wwwroot", "dist", ".git"];

    public static readonly string Root = FindRoot();

    /// <summary>The paths of all that is written by hand, from the root.</summary>
    public static readonly IReadOnlySet<string> Files = FilesIn(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).ToHashSet();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    static IEnumerable<string> FilesIn(DirectoryInfo folder) => folder.EnumerateDirectories()
        .Where(inner => !Skipped.Contains(inner.Name) && inner.LinkTarget is null)
        .SelectMany(FilesIn)
        .Concat(folder.EnumerateFiles().Select(file => file.FullName));

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Chat.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
