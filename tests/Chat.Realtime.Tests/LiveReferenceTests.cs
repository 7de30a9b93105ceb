using System.Reflection;
using System.Text.RegularExpressions;
using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;
using Chat.Realtime.Sockets;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Tests;

/// <summary>What docs/api.md says of the hub and the raw WebSocket is what there is. (Its operations and error codes are compared with the running system.)</summary>
public sealed partial class LiveReferenceTests
{
    static readonly string Reference = File.ReadAllText(Repository.File("docs/api.md"));

    [Fact]
    public void It_names_every_method_of_the_hub_and_no_others()
    {
        var methods = typeof(ChatHub).GetMethods().Select(method => method.GetCustomAttribute<HubMethodNameAttribute>()?.Name).OfType<string>();
        Assert.Equal(methods.Order(), Rows("client calls").Order());
    }

    [Fact]
    public void It_names_every_event_of_the_hub_and_no_others()
    {
        var events = Directory.EnumerateFiles(Repository.File("services/Realtime"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Event().Matches(File.ReadAllText(file)).Select(sent => sent.Groups[1].Value))
            .Concat(typeof(HubEvents).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!));
        Assert.Equal(events.Distinct().Order(), Rows("server calls").Order());
    }

    [Fact]
    public void It_names_every_close_code_of_the_raw_socket()
    {
        var codes = typeof(SocketClose).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Select(field => ((SocketClose)field.GetValue(null)!).Status).Where(status => status != SocketClose.Normal.Status);
        var section = Reference[Reference.IndexOf("Close codes:", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n\n", StringComparison.Ordinal)];
        Assert.DoesNotContain(codes, code => !section.Contains($"{(int)code} ", StringComparison.Ordinal));
    }

    /// <summary>The names that the rows of a table begin with.</summary>
    static IEnumerable<string> Rows(string heading) =>
        Reference[Reference.IndexOf($"| {heading} |", StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n').Select(row => Name().Match(row)).Where(name => name.Success).Select(name => name.Groups[1].Value);

    [GeneratedRegex(@"^\| `(\w+)")]
    private static partial Regex Name();

    [GeneratedRegex(@"Invocation\(\s*""(\w+)""")]
    private static partial Regex Event();
}
