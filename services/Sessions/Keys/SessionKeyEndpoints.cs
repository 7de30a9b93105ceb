using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Keys;

/// <summary>
/// Keeps the keys of encrypted sessions, each copy sealed for one participant, and hands them out. Participants make them; nothing here can open
/// one.
/// </summary>
static class SessionKeyEndpoints
{
    public static void MapSessionKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/sessions/{id:long}/keys").WithTags("Encryption").Refuses(ErrorCode.SessionNotFound, ErrorCode.SessionNotEncrypted);
        keys.MapGet("", ListAsync).WithSummary("The caller's copies of an encrypted session's keys, and who has none");
        keys.MapPost("", AddAsync).WithSummary("Hand on a key: a new generation, or copies of one for those who have none")
            .Refuses(ErrorCode.KeyGenerationConflict);
        keys.MapDelete("", RemoveAsync).WithSummary("Give up the caller's copies, if there are any, and ask the others for new ones");
    }

    static async Task<Ok<SessionKeysDto>> ListAsync(long id, ClaimsPrincipal caller, SessionsDbContext db, CancellationToken cancel)
    {
        var session = await db.GetAsSeenByAsync(id, caller.UserIdOf(), cancel);
        RefuseUnlessEncrypted(session.IsEncrypted);
        return TypedResults.Ok(await db.ReadKeysAsync(id, caller.UserIdOf(), cancel));
    }

    /// <summary>Under the session's lock: of two who make a generation at once, one does.</summary>
    static async Task<Ok<SessionKeysDto>> AddAsync(
        long id, AddKeysRequest request, ClaimsPrincipal caller, SessionsDbContext db, TimeProvider time, CancellationToken cancel)
    {
        var userId = caller.UserIdOf();
        var (generation, copies) = Check(request);
        await db.InTransactionAsync(async () =>
        {
            var session = await db.LockAsync(id, userId, cancel);
            RefuseUnlessEncrypted(session.IsEncrypted);
            if (copies.Keys.Any(holder => session.Participants.All(participant => participant.UserId != holder)))
                throw FieldErrors.Of("copies", "Copies are for participants.");

            var holders = await db.KeyCopies.Where(copy => copy.SessionId == id && copy.Generation == generation).Select(copy => copy.UserId)
                .ToListAsync(cancel);
            // Who makes a generation keeps it, and who hands one on has it. Which of the two is meant must be said: whoever was too late with a key
            // of their own may have been given that of the faster one already.
            var isNew = request.IsNew ?? false;
            var mayDo = isNew ? generation == session.KeyGeneration + 1 && copies.ContainsKey(userId) : holders.Contains(userId);
            if (!mayDo) throw new ChatException(ErrorCode.KeyGenerationConflict);
            if (isNew) (session.KeyGeneration, session.IsKeyStale) = (generation, false);

            // One's own copy is sealed anew by oneself: it opens then whatever becomes of the key of whoever made it.
            if (!isNew && copies.TryGetValue(userId, out var own))
            {
                await db.KeyCopies.Where(copy => copy.SessionId == id && copy.Generation == generation && copy.UserId == userId)
                    .ExecuteUpdateAsync(set => set.SetProperty(copy => copy.Copy, own).SetProperty(copy => copy.MadeBy, userId), cancel);
            }
            var added = copies.Where(copy => !holders.Contains(copy.Key)).Select(copy => new SessionKeyCopy
            {
                SessionId = id,
                Generation = generation,
                UserId = copy.Key,
                Copy = copy.Value,
                MadeBy = userId,
                CreatedAt = time.GetUtcNow().UtcDateTime,
            }).ToList();
            if (added.Count > 0)
            {
                db.AddRange(added);
                db.Publish(new SessionKeysChanged(id, session.Version));
            }
            await db.SaveChangesAsync(cancel);
            return added.Count;
        }, cancel);
        return TypedResults.Ok(await db.ReadKeysAsync(id, userId, cancel));
    }

    static async Task<NoContent> RemoveAsync(long id, ClaimsPrincipal caller, SessionsDbContext db, CancellationToken cancel)
    {
        var userId = caller.UserIdOf();
        await db.InTransactionAsync(async () =>
        {
            var session = await db.LockAsync(id, userId, cancel);
            RefuseUnlessEncrypted(session.IsEncrypted);
            var removed = await db.KeyCopies.Where(copy => copy.SessionId == id && copy.UserId == userId).ExecuteDeleteAsync(cancel);
            if (removed > 0) session.LoseKey();
            // Who had none asks for them this way, too: only they know that they have a key pair now.
            if (session.KeyGeneration > 0) db.Publish(new SessionKeysChanged(id, session.Version));
            await db.SaveChangesAsync(cancel);
            return removed;
        }, cancel);
        return TypedResults.NoContent();
    }

    static (int Generation, Dictionary<long, byte[]> Copies) Check(AddKeysRequest request)
    {
        var errors = new FieldErrors();
        if (request.Generation is not > 0) errors.Add("generation", "generation is 1 or more.");
        var copies = new Dictionary<long, byte[]>();
        if (request.Copies is not { Count: > 0 and <= AddKeysRequest.MaxCopies }) errors.Add("copies", $"There are 1 to {AddKeysRequest.MaxCopies} copies.");
        else if (request.Copies.Any(copy =>
            copy?.UserId is null || !IsCopy(copy.Copy) || !copies.TryAdd(copy.UserId.Value, Base64Url.DecodeFromChars(copy.Copy))))
            errors.Add("copies", $"A copy is {KeyCopyRequest.Length} bytes in base64url, for one participant each.");
        errors.ThrowIfAny();
        return (request.Generation!.Value, copies);
    }

    static bool IsCopy(string? text) => text?.Length <= 2 * KeyCopyRequest.Length && Base64Url.IsValid(text, out var length) && length == KeyCopyRequest.Length;

    static void RefuseUnlessEncrypted(bool isEncrypted)
    {
        if (!isEncrypted) throw new ChatException(ErrorCode.SessionNotEncrypted);
    }
}

/// <summary>Body of <c>POST /api/sessions/&lt;id&gt;/keys/</c>.</summary>
/// <param name="Generation">One that the caller has, or with <paramref name="IsNew"/> the newest plus 1.</param>
/// <param name="Copies">Who has one already keeps it; only the caller's own is replaced.</param>
/// <param name="IsNew">Makes the generation; one of the copies must be the caller's.</param>
sealed record AddKeysRequest(
    [property: Required, Range(1, int.MaxValue)] int? Generation,
    [property: Required, MaxLength(AddKeysRequest.MaxCopies)] IReadOnlyList<KeyCopyRequest>? Copies,
    bool? IsNew = null)
{
    public const int MaxCopies = 200;
}

/// <summary>A key sealed for a participant (HPKE, RFC 9180): the encapsulated key of 65 bytes and the ciphertext of 48, in base64url.</summary>
sealed record KeyCopyRequest([property: Required] long? UserId, [property: Required] string? Copy)
{
    public const int Length = 65 + 48;
}
