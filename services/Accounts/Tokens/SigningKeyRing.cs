using System.Security.Cryptography;
using Chat.Accounts.Data;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Chat.Accounts.Tokens;

/// <summary>
/// The signing keys of all instances, out of the database, at most a minute old; while the database is down, the last known. The first
/// instance to find none makes one; <see cref="SigningKeyRotation"/> makes those that follow.
/// </summary>
sealed partial class SigningKeyRing(
    IServiceScopeFactory scopes, MigrationState schema, IOptions<SigningKeyOptions> options, TimeProvider time, ILogger<SigningKeyRing> logger) : IDisposable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim _loading = new(1);
    volatile Snapshot? _current;

    /// <summary>The key that signs now.</summary>
    public async ValueTask<RsaSecurityKey> GetSignerAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var keys = (await GetAsync(cancel)).Keys;
        return (keys.LastOrDefault(key => key.SignsFrom <= now) ?? keys[0]).Key;
    }

    /// <summary>All keys that tokens in use may be signed with, now or soon.</summary>
    public async ValueTask<IReadOnlyList<RsaSecurityKey>> GetAllAsync(CancellationToken cancel) => (await GetAsync(cancel)).All;

    public void Dispose() => _loading.Dispose();

    async ValueTask<Snapshot> GetAsync(CancellationToken cancel)
    {
        if (_current is { } current && time.GetUtcNow() < current.ReloadAt) return current;

        await _loading.WaitAsync(cancel);
        try
        {
            if (_current is { } loaded && time.GetUtcNow() < loaded.ReloadAt) return loaded;
            if (!schema.Done.IsCompleted) throw new ChatException(ErrorCode.Unavailable);
            return _current = await LoadAsync(cancel);
        }
        catch (Exception e) when (_current is not null && !cancel.IsCancellationRequested)
        {
            Log.KeepingKeys(logger, e);
            return _current = _current with { ReloadAt = time.GetUtcNow() + RetryAfter };
        }
        finally
        {
            _loading.Release();
        }
    }

    async Task<Snapshot> LoadAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        var rows = await ReadAsync(db, cancel);
        if (rows.Count == 0) rows = await CreateFirstAsync(db, cancel);

        var known = _current?.Keys.ToDictionary(key => key.Key.KeyId, key => key.Key) ?? [];
        var keys = rows.Select(row => new DatedKey(row.SignsFrom, known.GetValueOrDefault(row.Id) ?? Import(row))).ToArray();
        return new Snapshot(keys, [.. keys.Select(key => key.Key)], time.GetUtcNow().AddSeconds(options.Value.ReadEverySeconds));
    }

    /// <summary>Makes the first key. One instance at a time: whoever waited finds the other's.</summary>
    Task<List<SigningKey>> CreateFirstAsync(AccountsDbContext db, CancellationToken cancel) => db.InTransactionAsync(async () =>
    {
        await db.LockSigningKeysAsync(cancel);
        if (await ReadAsync(db, cancel) is { Count: > 0 } others) return others;

        var key = SigningKey.New(signsFrom: time.GetUtcNow().UtcDateTime);
        db.Add(key);
        await db.SaveChangesAsync(cancel);
        Log.Created(logger, key.Id);
        return [key];
    }, cancel);

    static Task<List<SigningKey>> ReadAsync(AccountsDbContext db, CancellationToken cancel) =>
        db.SigningKeys.AsNoTracking().Where(key => key.RetiredAt == null).OrderBy(key => key.SignsFrom).ToListAsync(cancel);

    static RsaSecurityKey Import(SigningKey row)
    {
        var pair = RSA.Create();
        pair.ImportPkcs8PrivateKey(row.PrivateKey, out _);
        return new RsaSecurityKey(pair) { KeyId = row.Id };
    }

    sealed record DatedKey(DateTime SignsFrom, RsaSecurityKey Key);

    sealed record Snapshot(DatedKey[] Keys, RsaSecurityKey[] All, DateTimeOffset ReloadAt);

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Made the first signing key, {KeyId}")]
        public static partial void Created(ILogger logger, string keyId);

        [LoggerMessage(2, LogLevel.Warning, "The signing keys cannot be read; the last known stay in use")]
        public static partial void KeepingKeys(ILogger logger, Exception exception);
    }
}
