using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.Push;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.EncryptionKeys;

/// <summary>The keys of users for encrypted sessions: the public halves for everybody, the private ones sealed, for their users alone.</summary>
static class EncryptionKeyEndpoints
{
    const int MaxIds = 100;

    public static void MapEncryptionKeys(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/users/me/encryption-key").WithTags("Encryption");
        own.MapGet("", GetAsync).WithSummary("The caller's encryption key, its private half sealed under their recovery code")
            .Refuses(ErrorCode.EncryptionKeyNotFound);
        own.MapPut("", SetAsync).WithSummary("Set the caller's encryption key, replace it, or seal it anew").Refuses(ErrorCode.EncryptionKeyExists);
        routes.MapGet("/api/users/encryption-keys", FindAsync).WithTags("Encryption").WithSummary("The public encryption keys of users, of those who have one");
    }

    static async Task<Ok<EncryptionKeyDto>> GetAsync(ClaimsPrincipal caller, AccountsDbContext db, CancellationToken cancel) =>
        TypedResults.Ok(EncryptionKeyDto.Of(await db.EncryptionKeys.AsNoTracking().SingleOrDefaultAsync(key => key.UserId == caller.UserIdOf(), cancel)
            ?? throw new ChatException(ErrorCode.EncryptionKeyNotFound)));

    /// <summary>Another key is only set by who says which one it replaces: a second device does not by accident.</summary>
    static async Task<Ok<EncryptionKeyDto>> SetAsync(
        SetEncryptionKeyRequest request, ClaimsPrincipal caller, AccountsDbContext db, TimeProvider time, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var publicKey = WebPushKeys.ParsePoint(request.PublicKey ?? "");
        if (publicKey is null) errors.Add("public_key", "This is no public key: a point of P-256, uncompressed, in base64url.");
        if (request.Backup is null || request.Backup.Length > 2 * EncryptionKey.MaxBackup || !Base64Url.IsValid(request.Backup, out var length)
            || length is 0 or > EncryptionKey.MaxBackup)
            errors.Add("backup", $"A backup is 1 to {EncryptionKey.MaxBackup} bytes in base64url.");
        errors.ThrowIfAny();

        var (userId, now, backup) = (caller.UserIdOf(), time.GetUtcNow().UtcDateTime, Base64Url.DecodeFromChars(request.Backup));
        var replaced = WebPushKeys.ParsePoint(request.Replaces ?? "") ?? publicKey!;
        // One statement, which takes the row's lock: of two devices that begin at once, one is first and the other is told.
        var set = await db.Database.SqlQuery<EncryptionKeyRow>(
            $"""
            INSERT INTO encryption_keys AS k (user_id, public_key, backup, created_at) VALUES ({userId}, {publicKey!}, {backup}, {now})
            ON CONFLICT (user_id) DO UPDATE SET public_key = excluded.public_key, backup = excluded.backup,
                created_at = CASE WHEN k.public_key = excluded.public_key THEN k.created_at ELSE excluded.created_at END
            WHERE k.public_key IN (excluded.public_key, {replaced})
            RETURNING public_key AS "PublicKey", backup AS "Backup", created_at AS "CreatedAt"
            """).ToListAsync(cancel);
        if (set is not [var row]) throw new ChatException(ErrorCode.EncryptionKeyExists);
        return TypedResults.Ok(new EncryptionKeyDto(Base64Url.EncodeToString(row.PublicKey), Base64Url.EncodeToString(row.Backup), row.CreatedAt));
    }

    static async Task<Ok<List<PublicKeyDto>>> FindAsync(string? ids, AccountsDbContext db, CancellationToken cancel)
    {
        var asked = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var parsed = asked.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null)
            .Distinct().ToList();
        if (parsed.Count is 0 or > MaxIds || parsed.Contains(null))
            throw FieldErrors.Of("ids", $"ids are 1 to {MaxIds} ids of users, with commas between them.");
        var known = await db.EncryptionKeys.AsNoTracking()
            .Where(key => parsed.Contains(key.UserId))
            .OrderBy(key => key.UserId).ToListAsync(cancel);
        return TypedResults.Ok(known.ConvertAll(PublicKeyDto.Of));
    }

    sealed record EncryptionKeyRow(byte[] PublicKey, byte[] Backup, DateTime CreatedAt);
}

/// <summary>Body of <c>PUT /api/users/me/encryption-key/</c>.</summary>
/// <param name="PublicKey">A point of P-256, uncompressed: 65 bytes in base64url.</param>
/// <param name="Backup">The private key, sealed so that only the user can open it; base64url.</param>
/// <param name="Replaces">The public key that there is, to set another one.</param>
sealed record SetEncryptionKeyRequest([property: Required] string? PublicKey, [property: Required] string? Backup, string? Replaces = null);

/// <summary>The encryption key of the caller, in base64url.</summary>
sealed record EncryptionKeyDto(string PublicKey, string Backup, DateTime CreatedAt)
{
    public static EncryptionKeyDto Of(EncryptionKey key) => new(Base64Url.EncodeToString(key.PublicKey), Base64Url.EncodeToString(key.Backup), key.CreatedAt);
}

/// <summary>The public encryption key of a user, in base64url.</summary>
sealed record PublicKeyDto(long UserId, string PublicKey, DateTime CreatedAt)
{
    public static PublicKeyDto Of(EncryptionKey key) => new(key.UserId, Base64Url.EncodeToString(key.PublicKey), key.CreatedAt);
}
