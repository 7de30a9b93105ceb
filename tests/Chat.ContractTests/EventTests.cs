using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Chat.ContractTests;

/// <summary>
/// Instances of neighbouring versions run side by side, and events wait in queues while a service is replaced: what one version
/// wrote, the version before and the one after must understand.
/// </summary>
public sealed class EventTests
{
    /// <summary>What is published: the records of the contracts that are no part of another.</summary>
    static readonly IReadOnlyList<Type> Events = FindEvents();

    public static TheoryData<string> Goldens => [.. Golden.All.Select(golden => golden.ToString())];

    public static TheoryData<string> EventNames => [.. Events.Select(type => type.Name)];

    [Fact]
    public void Every_event_has_a_golden_file_and_none_that_had_one_is_gone() =>
        Assert.Equal(Events.Select(type => type.Name).Order(), Golden.All.Select(golden => golden.Event).Distinct().Order());

    [Fact]
    public void Golden_files_are_added_and_never_changed_or_deleted()
    {
        Assert.All(Golden.Sums, sum => Assert.True(Golden.Hashes.TryGetValue(sum.Key, out var hash) && hash == sum.Value, $"{sum.Key} is gone or changed: bring it back, and add another version."));
        Assert.All(Golden.Hashes, file => Assert.True(Golden.Sums.ContainsKey(file.Key), $"Add to Events/SHA256SUMS: {file.Value}  {file.Key}"));
        Assert.All(Golden.All.GroupBy(golden => golden.Event), versions => Assert.Equal(Enumerable.Range(1, versions.Count()), versions.Select(golden => golden.Version)));
    }

    [Theory]
    [MemberData(nameof(EventNames))]
    public void The_newest_golden_file_shows_every_field(string name)
    {
        var newest = Golden.Newest.Single(golden => golden.Event == name);
        var untold = Compatibility.Untold(newest.Message, TypeOf(name)).ToList();
        Assert.True(untold.Count == 0,
            $"Events/{newest}.json lacks what {name} has: {string.Join("; ", untold)}. Copy it to {name}.{newest.Version + 1}.json and give each a value there.");
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void What_a_version_wrote_is_read_today_and_said_again_without_loss(string file)
    {
        var (golden, type) = Open(file);
        var read = Wire.Read(golden.Envelope, type);
        Assert.NotNull(read);
        var (types, message) = Wire.Write(read);
        Assert.Contains(golden.Type, types);
        Assert.Empty(Compatibility.Losses(golden.Message, message));
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Fields_and_types_that_a_later_version_adds_are_ignored(string file)
    {
        var (golden, type) = Open(file);
        var later = (JsonObject)Compatibility.WithUnknownFields(golden.Message);
        var envelope = new JsonObject { ["messageType"] = new JsonArray("urn:message:Chat.Contracts.Later:Unknown", golden.Type), ["message"] = later };
        var read = Wire.Read(envelope, type);
        Assert.NotNull(read);
        Assert.Equal(Wire.Write(Wire.Read(golden.Envelope, type)!).Message.ToJsonString(), Wire.Write(read).Message.ToJsonString());
    }

    static (Golden Golden, Type Type) Open(string file)
    {
        var golden = Golden.All.Single(golden => golden.ToString() == file);
        return (golden, TypeOf(golden.Event));
    }

    static Type TypeOf(string name) => Events.Single(type => type.Name == name);

    static List<Type> FindEvents()
    {
        var records = typeof(Contracts.Messages.MessagesPosted).Assembly.GetExportedTypes()
            .Where(type => type.GetMethod("<Clone>$") is not null && !type.IsAssignableTo(typeof(IMessage))).ToList();
        var parts = records.SelectMany(type => type.GetProperties())
            .SelectMany(property => property.PropertyType.GetGenericArguments().Append(property.PropertyType)).ToHashSet();
        return [.. records.Where(type => !parts.Contains(type))];
    }
}
