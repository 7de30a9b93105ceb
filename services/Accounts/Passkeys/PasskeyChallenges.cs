using System.Buffers.Text;
using System.Text.Json;
using StackExchange.Redis;

namespace Chat.Accounts.Passkeys;

/// <summary>
/// What was asked of an authenticator, kept in Redis until the answer comes: by its challenge, which the answer repeats, for ten minutes and
/// for one answer (Web Authentication, 13.4.3).
/// </summary>
sealed class PasskeyChallenges(IConnectionMultiplexer redis)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Keeps what is needed to check the answer to these options.</summary>
    public Task KeepAsync(string optionsJson, string state)
    {
        using var options = JsonDocument.Parse(optionsJson);
        var challenge = options.RootElement.GetProperty("challenge").GetString()!;
        return redis.GetDatabase().StringSetAsync(KeyOf(challenge), state, Lifetime);
    }

    /// <summary>What was kept for this answer; null when nothing was asked, or too long ago, or it was answered before.</summary>
    public async Task<string?> TakeAsync(JsonElement credential) =>
        ChallengeOf(credential) is { } challenge ? await redis.GetDatabase().StringGetDeleteAsync(KeyOf(challenge)) : (string?)null;

    /// <summary>The challenge in the authenticator's words (Web Authentication, 5.8.1); null when it has none.</summary>
    static string? ChallengeOf(JsonElement credential)
    {
        try
        {
            var clientData = credential.GetProperty("response").GetProperty("clientDataJSON").GetString()!;
            using var said = JsonDocument.Parse(Base64Url.DecodeFromChars(clientData));
            return said.RootElement.GetProperty("challenge").GetString();
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or JsonException or ArgumentNullException)
        {
            return null;
        }
    }

    static string KeyOf(string challenge) => $"accounts:passkey:{challenge}";
}
