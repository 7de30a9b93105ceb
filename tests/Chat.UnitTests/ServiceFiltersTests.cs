using System.Text.Json;
using System.Xml.Linq;
using Chat.Testing;

namespace Chat.UnitTests;

/// <summary>The solution filter of a service is what its team builds and tests: all that it takes, and no other service.</summary>
public sealed class ServiceFiltersTests
{
    static readonly string[] Services = [.. RepositoryFiles.All.Where(IsService)];

    public static TheoryData<string> Filters => [.. RepositoryFiles.All.Where(file => file.EndsWith(".slnf", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_filter_is_whole_and_holds_one_service(string filter)
    {
        using var json = JsonDocument.Parse(RepositoryFiles.Read(filter));
        var named = json.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(project => project.GetString()!.Replace('\\', '/')).ToHashSet();
        var service = Assert.Single(named, IsService);
        Assert.Equal(Path.GetDirectoryName(filter), Path.GetDirectoryName(service));

        Assert.Equal(named.Order(StringComparer.Ordinal), named.SelectMany(WithAllItNeeds).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains($"tests/{NameOf(service)}.Tests/{NameOf(service)}.Tests.csproj", named);
        Assert.Contains("tests/Chat.ContractTests/Chat.ContractTests.csproj", named);
    }

    [Fact]
    public void Every_service_has_a_filter() => Assert.Equal(Services.Length, Filters.Count);

    static bool IsService(string file) => file.EndsWith(".csproj", StringComparison.Ordinal) && RepositoryFiles.Read(file).Contains("Sdk=\"Microsoft.NET.Sdk.Web\"", StringComparison.Ordinal);

    static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    static IEnumerable<string> WithAllItNeeds(string project) =>
        XDocument.Parse(RepositoryFiles.Read(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetRelativePath(Repository.Folder, Path.GetFullPath(reference.Attribute("Include")!.Value, Repository.File(Path.GetDirectoryName(project)!))).Replace('\\', '/'))
            .SelectMany(WithAllItNeeds).Append(project);
}
