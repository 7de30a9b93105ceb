using System.Buffers.Text;
using System.Security.Cryptography;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Export;

/// <summary>The keys that exports are signed with, out of the database; the newest signs. The first to need one makes it.</summary>
sealed class ExportKeyRing(MessagesDbContext db, TimeProvider time)
{
    /// <summary>ECDSA over P-256 with SHA-256; signatures as r and s side by side (IEEE P1363).</summary>
    public const string Algorithm = "ES256";

    const long CreationLock = 0x6578706f; // "expo"

    /// <summary>The key that signs, with its id.</summary>
    public async Task<(string Id, ECDsa Pair)> GetSignerAsync(CancellationToken cancel)
    {
        var key = (await ListAsync(cancel)).LastOrDefault() ?? await CreateFirstAsync(cancel);
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        return (key.Id, pair);
    }

    /// <summary>All keys, oldest first.</summary>
    public Task<List<ExportKey>> ListAsync(CancellationToken cancel) => db.ExportKeys.AsNoTracking().OrderBy(key => key.CreatedAt).ToListAsync(cancel);

    Task<ExportKey> CreateFirstAsync(CancellationToken cancel) => db.InTransactionAsync(async () =>
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({CreationLock})", cancel);
        if (await ListAsync(cancel) is [.., var other]) return other;

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Base64Url.EncodeToString(SHA256.HashData(pair.ExportSubjectPublicKeyInfo()));
        var key = new ExportKey { Id = id, PrivateKey = pair.ExportPkcs8PrivateKey(), CreatedAt = time.GetUtcNow().UtcDateTime };
        db.Add(key);
        await db.SaveChangesAsync(cancel);
        return key;
    }, cancel);
}
