using System.Reflection;
using Chat.Contracts.Messages.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Chat.ContractTests;

/// <summary>
/// The calls between services, held to the lists in <c>Protos/</c>: one line for each method and field as it is on the wire.
/// Lines are added, never changed or deleted, so that callers and servers of neighbouring versions understand each other.
/// </summary>
public sealed class ProtoTests
{
    static readonly IReadOnlyList<FileDescriptor> Files =
    [
        .. from type in typeof(PostRequest).Assembly.GetExportedTypes()
           let descriptor = type.GetProperty("Descriptor", BindingFlags.Static | BindingFlags.Public)
           where descriptor?.PropertyType == typeof(FileDescriptor)
           select (FileDescriptor)descriptor.GetValue(null)!,
    ];

    public static TheoryData<string> Packages => [.. Files.Select(file => file.Package)];

    [Fact]
    public void Every_proto_has_its_list_and_no_package_that_had_one_is_gone() =>
        Assert.Equal(Files.Select(file => file.Package).Order(), Directory.EnumerateFiles(Folder, "*.txt").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [MemberData(nameof(Packages))]
    public void Nothing_that_was_promised_is_gone_or_different(string package) => Assert.Empty(Promised(package).Except(Lines(package)));

    [Theory]
    [MemberData(nameof(Packages))]
    public void What_is_new_stands_in_the_list(string package)
    {
        var added = Lines(package).Except(Promised(package)).ToList();
        Assert.True(added.Count == 0, $"Add to Protos/{package}.txt:\n{string.Join('\n', added)}");
    }

    [Fact]
    public void Fields_of_a_later_version_are_ignored()
    {
        var request = new PostRequest { CorrelationId = 7, SessionId = 5_000_000_001, Content = "a" };
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            request.WriteTo(output);
            output.WriteTag(15_000, WireFormat.WireType.LengthDelimited);
            output.WriteString("of a later version");
        }
        var read = PostRequest.Parser.ParseFrom(stream.ToArray());
        Assert.Equal((request.CorrelationId, request.SessionId, request.Content), (read.CorrelationId, read.SessionId, read.Content));
    }

    [Fact]
    public void An_outcome_of_a_later_version_is_none_of_those_known()
    {
        // PostReply.outcome with an option that this version does not have: the reply still names its request.
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            new PostReply { CorrelationId = 7 }.WriteTo(output);
            output.WriteTag(4, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.Empty);
        }
        var read = PostReply.Parser.ParseFrom(stream.ToArray());
        Assert.Equal((7UL, PostReply.OutcomeOneofCase.None), (read.CorrelationId, read.OutcomeCase));
    }

    static string Folder => Path.Combine(AppContext.BaseDirectory, "Protos");

    static string[] Promised(string package) => File.ReadAllLines(Path.Combine(Folder, $"{package}.txt"));

    static IEnumerable<string> Lines(string package)
    {
        var file = Files.Single(file => file.Package == package);
        return file.Services.SelectMany(service => service.Methods).Select(Line)
            .Concat(file.MessageTypes.SelectMany(message => message.Fields.InFieldNumberOrder()).Select(Line));
    }

    static string Line(MethodDescriptor method) =>
        $"{method.Service.Name}.{method.Name}({Stream(method.IsClientStreaming)}{method.InputType.Name}) returns ({Stream(method.IsServerStreaming)}{method.OutputType.Name})";

    static string Line(FieldDescriptor field) => $"{field.ContainingType.Name} {field.FieldNumber} = {Label(field)}{Type(field)} {field.Name}";

    static string Stream(bool streams) => streams ? "stream " : "";

    static string Label(FieldDescriptor field) => field switch
    {
        { IsRepeated: true } => "repeated ",
        { RealContainingOneof: { } oneof } => $"{oneof.Name}: ",
        { HasPresence: true, FieldType: not FieldType.Message } => "optional ",
        _ => "",
    };

    static string Type(FieldDescriptor field) => field.FieldType is FieldType.Message ? field.MessageType.Name : field.FieldType.ToString().ToLowerInvariant();
}
