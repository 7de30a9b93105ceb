using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Xunit;

namespace Chat.Testing;

/// <summary>A client of the upload protocol, tus 1.0.</summary>
public static class Uploads
{
    const string ChunkType = "application/offset+octet-stream";

    /// <summary>One request of the protocol.</summary>
    public static async Task<HttpResponseMessage> TusAsync(this HttpClient http, HttpMethod method, string address, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (!headers.Any(header => header.Name == "Tus-Resumable")) request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers.Where(header => header.Value.Length > 0)) request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request);
    }

    public static Task<HttpResponseMessage> TryBeginUploadAsync(this HttpClient http, long length, string name = "file.bin") =>
        http.TusAsync(
            HttpMethod.Post, "/api/uploads/", null,
            ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))},is_private"));

    /// <summary>Begins an upload; its address.</summary>
    public static async Task<string> BeginUploadAsync(this HttpClient http, long length, string name = "file.bin")
    {
        using var reply = await http.TryBeginUploadAsync(length, name);
        Assert.True((int)reply.StatusCode == 201, $"{reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return reply.Headers.Location!.ToString();
    }

    public static async Task<HttpResponseMessage> SendBytesAsync(this HttpClient http, string address, long offset, byte[] bytes, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(ChunkType) } };
        return await http.TusAsync(HttpMethod.Patch, address, content, [("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. headers]);
    }

    /// <summary>How far it has come.</summary>
    public static async Task<long> OffsetAsync(this HttpClient http, string address)
    {
        using var reply = await http.TusAsync(HttpMethod.Head, address);
        Assert.True(reply.IsSuccessStatusCode, $"{reply.StatusCode}");
        return long.Parse(Assert.Single(reply.Headers.GetValues("Upload-Offset")), CultureInfo.InvariantCulture);
    }

    /// <summary>Uploads a file in one piece; its id.</summary>
    public static async Task<Guid> UploadAsync(this HttpClient http, byte[] bytes, string name = "file.bin")
    {
        var address = await http.BeginUploadAsync(bytes.Length, name);
        using var reply = await http.SendBytesAsync(address, 0, bytes);
        Assert.True((int)reply.StatusCode == 204, $"{reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return IdOf(address);
    }

    public static Guid IdOf(string address) => Guid.Parse(address.TrimEnd('/').Split('/')[^1]);

    public static Task<HttpResponseMessage> TryPostFilesAsync(this ChatUser user, long sessionId, string? content, params object[] attachments) =>
        user.Http.PostAsJsonAsync("/api/messages/", new { session_id = sessionId, content, client_id = Guid.NewGuid(), attachments });

    /// <summary>Posts a message with these uploads.</summary>
    public static async Task<MessageView> PostFilesAsync(this ChatUser user, long sessionId, string? content, params Guid[] attachments)
    {
        using var reply = await user.TryPostFilesAsync(sessionId, content, [.. attachments.Cast<object>()]);
        return await Api.ReadAsync<MessageView>(reply);
    }
}
