using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests.ApiContract;

/// <summary>Every operation with what no client should send: a problem that is described, and never an error of the system's own.</summary>
public sealed class BadInputMatrixTests(ChatSystem chat)
{
    public static TheoryData<string> Operations => [.. Operation.All.Select(operation => operation.ToString())];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Bad_input_is_the_callers_fault_and_never_ours(string name)
    {
        var operation = Operation.All.Single(candidate => candidate.ToString() == name);
        // Whoever gets furthest.
        var caller = Scene.Callers.Reverse().FirstOrDefault(one => operation.StatusFor(one) is >= 200 and < 300) ?? "owner";
        var scene = await Scene.SetAsync(chat, caller);
        await scene.PrepareAsync(operation);
        var faults = new List<string>();
        foreach (var (input, request) in BadInput.Of(operation, chat.Description.Operations[name], chat.Description.Document, scene))
        {
            using (request)
            {
                if (await FaultOfAsync(scene.Caller.Http, request) is { } fault) faults.Add($"{Shortened(input)}: {fault}");
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>What is wrong with the answer; that it is as described is checked by <see cref="ChatUser.Http"/>.</summary>
    static async Task<string?> FaultOfAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            using var reply = await http.SendAsync(request);
            var body = await reply.Content.ReadAsStringAsync();
            if ((int)reply.StatusCode >= 500) return $"{(int)reply.StatusCode} {body}";
            // What is no request in HTTP's own terms never gets as far as the API, and has no body.
            if ((int)reply.StatusCode < 400 || body.Length == 0) return null;
            if (reply.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"{(int)reply.StatusCode} {reply.Content.Headers.ContentType} {Shortened(body)}";
            var problem = JsonSerializer.Deserialize<JsonElement>(body);
            return problem.GetProperty("code").GetString() is { Length: > 0 } && problem.GetProperty("trace_id").GetString() is { Length: > 0 } ? null : body;
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException or HttpRequestException or KeyNotFoundException)
        {
            return Shortened(e.Message);
        }
    }

    static string Shortened(string text) => text.Length > 200 ? $"{text[..200]}..." : text;
}
