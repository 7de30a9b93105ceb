using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Chat.Accounts.Push;

/// <summary>
/// Says to push services who we are (VAPID, RFC 8292), by the one <see cref="PushKey"/> of this site. Whoever needs it first makes it; of two at
/// once one comes second and finds the other's.
/// </summary>
sealed class PushIdentity(IServiceScopeFactory scopes, IOptions<SiteOptions> site, IOptions<SmtpOptions> smtp, TimeProvider time) : IDisposable
{
    /// <summary>How long a token is good for: at most a day (RFC 8292, 2).</summary>
    static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    /// <summary>What is left of it when a new one is made.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>Browsers have a handful of push services; whoever makes up more has theirs signed again.</summary>
    const int MaxTokens = 1000;

    readonly SemaphoreSlim _one = new(1);
    readonly ConcurrentDictionary<string, Token> _tokens = new(StringComparer.Ordinal);
    ECDsa? _pair;
    string _publicKey = "";

    /// <summary>What browsers are given to subscribe with (<c>applicationServerKey</c>), base64url.</summary>
    public async ValueTask<string> GetPublicKeyAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _pair) is null) await LoadAsync(cancel);
        return _publicKey;
    }

    /// <summary>The header <c>Authorization</c> of requests to a push service.</summary>
    public async ValueTask<string> AuthorizeAsync(Uri endpoint, CancellationToken cancel)
    {
        var publicKey = await GetPublicKeyAsync(cancel);
        var audience = endpoint.GetLeftPart(UriPartial.Authority);
        var now = time.GetUtcNow();
        if (!_tokens.TryGetValue(audience, out var token) || token.ExpiresAt - Margin < now)
        {
            if (_tokens.Count >= MaxTokens) _tokens.Clear();
            _tokens[audience] = token = await SignAsync(audience, now + TokenLifetime, cancel);
        }
        return $"vapid t={token.Text}, k={publicKey}";
    }

    public void Dispose()
    {
        _pair?.Dispose();
        _one.Dispose();
    }

    async Task<Token> SignAsync(string audience, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { aud = audience, exp = expiresAt.ToUnixTimeSeconds(), sub = Contact() });
        var signed = $"{Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8)}.{Base64Url.EncodeToString(claims)}";
        // A key pair does one thing at a time.
        await _one.WaitAsync(cancel);
        try
        {
            // Both halves of the signature one after the other is what JWS wants (RFC 7518, 3.4), and what this answers unless told otherwise.
            var signature = _pair!.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
            return new Token($"{signed}.{Base64Url.EncodeToString(signature)}", expiresAt);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Where the people of a push service turn to when something is wrong with ours: an https or mailto URI (RFC 8292, 2.1).</summary>
    string Contact()
    {
        var origin = site.Value.PublicOrigin.TrimEnd('/');
        var isPublic = origin.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        return !isPublic && smtp.Value.IsConfigured ? $"mailto:{MailboxAddress.Parse(smtp.Value.From).Address}" : origin;
    }

    async Task LoadAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_pair is not null) return;
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
            var privateKey = await ReadAsync(db, cancel);
            if (privateKey is null)
            {
                var now = time.GetUtcNow().UtcDateTime;
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO push_keys (id, private_key, created_at) VALUES ({PushKey.OnlyId}, {PushKey.NewPrivateKey()}, {now}) ON CONFLICT (id) DO NOTHING",
                    cancel);
                privateKey = await ReadAsync(db, cancel);
            }
            var pair = ECDsa.Create();
            pair.ImportPkcs8PrivateKey(privateKey!, out _);
            _publicKey = Base64Url.EncodeToString(WebPushKeys.Write(pair.ExportParameters(includePrivateParameters: false).Q));
            Volatile.Write(ref _pair, pair);
        }
        finally
        {
            _one.Release();
        }
    }

    static Task<byte[]?> ReadAsync(AccountsDbContext db, CancellationToken cancel) =>
        db.PushKeys.Where(key => key.Id == PushKey.OnlyId).Select(key => (byte[]?)key.PrivateKey).FirstOrDefaultAsync(cancel);

    sealed record Token(string Text, DateTimeOffset ExpiresAt);
}
