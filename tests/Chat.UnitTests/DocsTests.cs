using System.Text.RegularExpressions;
using Chat.Testing;

namespace Chat.UnitTests;

/// <summary>What the documentation names is there: tests, files, other pages.</summary>
public sealed partial class DocsTests
{
    /// <summary>The names of the methods of each class of tests; classes of one name in several projects count as one.</summary>
    static readonly ILookup<string, string> Tests =
        (from file in RepositoryFiles.All
         where file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith("Tests.cs", StringComparison.Ordinal)
         from method in Method().Matches(RepositoryFiles.Read(file))
         select (Class: Path.GetFileNameWithoutExtension(file), Method: method.Groups[1].Value)).ToLookup(test => test.Class, test => test.Method);

    public static TheoryData<string> Pages => [.. RepositoryFiles.All.Where(file => file.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_names_exists(string page)
    {
        var text = RepositoryFiles.Read(page);
        Assert.DoesNotContain(NamedTest().Matches(text), named => !IsTest(named.Groups["class"].Value, named.Groups["method"].Value));
        Assert.DoesNotContain(NamedFile().Matches(text), named => !IsFile(named.Groups[1].Value));
        Assert.DoesNotContain(Linked().Matches(text), link => !IsThere(Path.GetDirectoryName(page)!, link.Groups[1].Value));
    }

    [Fact]
    public void The_pages_are_understood()
    {
        Assert.InRange(NamedTest().Count(RepositoryFiles.Read("docs/seed.md")), 50, 1000);
        Assert.InRange(Linked().Count(RepositoryFiles.Read("docs/seed.md")), 5, 1000);
        Assert.False(IsTest("ModelTests", "What_nobody_wrote"));
    }

    static bool IsTest(string name, string method) =>
        Directory.Exists(Repository.File($"tests/Chat.{name}")) || (Tests.Contains(name) && (method.Length == 0 || Tests[name].Contains(method)));

    /// <summary>Pages name files by as much of the path as is needed.</summary>
    static bool IsFile(string path) => RepositoryFiles.All.Contains(path) || RepositoryFiles.All.Any(file => file.EndsWith($"/{path}", StringComparison.Ordinal));

    static bool IsThere(string folder, string path) => Path.Combine(Repository.Folder, folder, path) is var full && (File.Exists(full) || Directory.Exists(full));

    [GeneratedRegex(@"^    public (?:static |async )*[\w<>]+ (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();

    [GeneratedRegex(@"(?<=`)(?:\w+\.)*(?<class>[A-Z]\w*Tests)(?:\.(?<method>\w+))?(?=`)")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"`((?:[\w.-]+/)*[\w.-]+\.(?:cs|ts|tsx|mjs|sh|sql|csproj))`")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Linked();
}
