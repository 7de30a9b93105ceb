using Chat.Testing;

namespace Chat.UnitTests;

/// <summary>The files of the repository, as tests of its documentation read them.</summary>
static class RepositoryFiles
{
    static readonly string[] Skipped = ["node_modules", "bin", "obj", "wwwroot", "dist", ".git"];

    /// <summary>The paths of all that is written by hand, from the root.</summary>
    public static readonly IReadOnlySet<string> All = FilesIn(new DirectoryInfo(Repository.Folder)).Select(file => Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/')).ToHashSet();

    public static string Read(string path) => File.ReadAllText(Repository.File(path));

    static IEnumerable<string> FilesIn(DirectoryInfo folder) => folder.EnumerateDirectories()
        .Where(inner => !Skipped.Contains(inner.Name) && inner.LinkTarget is null)
        .SelectMany(FilesIn)
        .Concat(folder.EnumerateFiles().Select(file => file.FullName));
}
