using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>Sealed texts and keys in their outward form, which is all that the server knows of them; what is in them is random.</summary>
static class KeyCopies
{
    /// <summary>Bytes: an encapsulated key and a ciphertext.</summary>
    public const int Length = 65 + 48;

    public static object Of(ChatUser holder) => new { user_id = holder.Id, copy = Random(Length) };

    public static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>A text as a client would have sealed it.</summary>
    public static string Text(int generation = 1, int bytes = 60) => $"e2e1.{generation}.{Random(bytes)}";

    public static Task<HttpResponseMessage> MakeAsync(this ChatUser maker, long sessionId, int generation, params ChatUser[] holders) =>
        maker.Http.PostAsJsonAsync($"/api/sessions/{sessionId}/keys/", new { generation, copies = holders.Select(Of), is_new = true });

    public static Task<HttpResponseMessage> HandOnAsync(this ChatUser maker, long sessionId, int generation, params ChatUser[] holders) =>
        maker.Http.PostAsJsonAsync($"/api/sessions/{sessionId}/keys/", new { generation, copies = holders.Select(Of) });

    public static async Task<SessionKeysView> KeysAsync(this ChatUser user, long sessionId) =>
        await Api.ReadAsync<SessionKeysView>(await user.Http.GetAsync($"/api/sessions/{sessionId}/keys/"));
}
