using System.Text.Json;
using Xunit;

namespace Chat.Testing;

/// <summary>Answers of the REST API.</summary>
public static class Api
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The body of a successful answer.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage reply)
    {
        var body = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, $"{reply.RequestMessage?.Method} {reply.RequestMessage?.RequestUri}: {(int)reply.StatusCode} {body}");
        return JsonSerializer.Deserialize<T>(body, Json)!;
    }

    /// <summary>The checks of a health endpoint's answer, well or not.</summary>
    public static async Task<Dictionary<string, string>> ReadHealthAsync(HttpResponseMessage reply) =>
        JsonSerializer.Deserialize<JsonElement>(await reply.Content.ReadAsStringAsync()).GetProperty("checks").Deserialize<Dictionary<string, string>>()!;

    /// <summary>Checks that an answer is a problem with this status and code, in full form; answers it.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage reply, int status, string code)
    {
        var body = await reply.Content.ReadAsStringAsync();
        Assert.True((int)reply.StatusCode == status, $"{reply.RequestMessage?.Method} {reply.RequestMessage?.RequestUri}: {(int)reply.StatusCode} {body}");
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("trace_id").GetString()));
        problem.GetProperty("retryable").GetBoolean();
        return problem;
    }
}
