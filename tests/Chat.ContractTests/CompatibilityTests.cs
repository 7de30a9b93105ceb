using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.ContractTests;

/// <summary>The check itself: which changes of an event it lets pass and which not.</summary>
public sealed class CompatibilityTests
{
    sealed record Original(long Id, string Name, IReadOnlyList<Part> Parts, DateTime? At);
    sealed record Part(long Id, string Role);

    static readonly JsonNode Sample = JsonSerializer.SerializeToNode(
        new Original(5_000_000_001, "a", [new(5_000_000_002, "owner")], new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)), Wire.Options)!;

    sealed record FieldAdded(long Id, string Name, IReadOnlyList<FieldAddedToPart> Parts, DateTime? At, string? Note, IReadOnlyList<long>? More, int Count);
    sealed record FieldAddedToPart(long Id, string Role, bool Muted);

    [Theory]
    [InlineData(typeof(Original))]
    [InlineData(typeof(FieldAdded))]
    internal void Additions_pass(Type type) => Assert.Empty(Compatibility.Breaks(Sample, type));

    sealed record FieldGone(long Id, IReadOnlyList<Part> Parts, DateTime? At);
    sealed record FieldRenamed(long Id, string Title, IReadOnlyList<Part> Parts, DateTime? At);
    sealed record NumberToText(string Id, string Name, IReadOnlyList<Part> Parts, DateTime? At);
    sealed record LongToInt(int Id, string Name, IReadOnlyList<Part> Parts, DateTime? At);
    sealed record ListToOne(long Id, string Name, Part Parts, DateTime? At);
    sealed record PartRetyped(long Id, string Name, IReadOnlyList<OtherPart> Parts, DateTime? At);
    sealed record OtherPart(long Id, int Role);
    sealed record PartLess(long Id, string Name, IReadOnlyList<LessPart> Parts, DateTime? At);
    sealed record LessPart(long Id);
    sealed record TimeToDate(long Id, string Name, IReadOnlyList<Part> Parts, DateOnly? At);

    sealed record FieldRequired(long Id, string Name, IReadOnlyList<Part> Parts, DateTime? At)
    {
        public required string Note { get; init; }
    }

    [Theory]
    [InlineData(typeof(FieldGone))]
    [InlineData(typeof(FieldRenamed))]
    [InlineData(typeof(NumberToText))]
    [InlineData(typeof(LongToInt))]
    [InlineData(typeof(ListToOne))]
    [InlineData(typeof(PartRetyped))]
    [InlineData(typeof(PartLess))]
    [InlineData(typeof(TimeToDate))]
    [InlineData(typeof(FieldRequired))]
    internal void What_breaks_the_contract_does_not(Type type) => Assert.NotEmpty(Compatibility.Breaks(Sample, type));

    [Fact]
    public void A_field_that_no_sample_shows_is_found()
    {
        Assert.Empty(Compatibility.Untold(Sample, typeof(Original)));
        Assert.Equal([".parts[0].muted has no value", ".note has no value", ".more has no value", ".count has no value"], Compatibility.Untold(Sample, typeof(FieldAdded)));
    }
}
