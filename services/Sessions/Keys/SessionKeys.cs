using System.Buffers.Text;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Keys;

static class SessionKeys
{
    /// <summary>Of those who lack a copy so many are named at once; the next question names the next ones.</summary>
    const int MaxMissing = 500;

    /// <summary>The keys of a session, as one participant gets them.</summary>
    public static async Task<SessionKeysDto> ReadKeysAsync(this SessionsDbContext db, long sessionId, long userId, CancellationToken cancel)
    {
        var copies = await db.KeyCopies.AsNoTracking().Where(copy => copy.SessionId == sessionId && copy.UserId == userId)
            .OrderBy(copy => copy.Generation).ToListAsync(cancel);
        var state = await db.Sessions.AsNoTracking().Where(session => session.Id == sessionId)
            .Select(session => new { session.KeyGeneration, session.IsKeyStale }).SingleOrDefaultAsync(cancel)
                ?? throw new ChatException(ErrorCode.SessionNotFound);
        var missing = await db.Database.SqlQuery<MissingKeyDto>(
            $"""
            SELECT g.generation AS "Generation", p.user_id AS "UserId"
            FROM (SELECT DISTINCT generation FROM session_key_copies WHERE session_id = {sessionId}) g CROSS JOIN participants p
            WHERE p.session_id = {sessionId}
                AND NOT EXISTS (SELECT FROM session_key_copies c WHERE c.session_id = {sessionId} AND c.generation = g.generation AND c.user_id = p.user_id)
            ORDER BY g.generation DESC, p.user_id LIMIT {MaxMissing}
            """).ToListAsync(cancel);
        return new SessionKeysDto(
            state.KeyGeneration, state.IsKeyStale,
            copies.ConvertAll(copy => new KeyCopyDto(copy.Generation, Base64Url.EncodeToString(copy.Copy), copy.MadeBy)), missing);
    }
}

/// <summary>The keys of an encrypted session for one participant.</summary>
/// <param name="Generation">The newest; 0 when there is none yet.</param>
/// <param name="IsStale">Somebody outside may know the newest: the next message needs another one.</param>
/// <param name="Copies">The participant's own.</param>
/// <param name="Missing">Who has none of a generation that somebody has, the newest first.</param>
sealed record SessionKeysDto(int Generation, bool IsStale, IReadOnlyList<KeyCopyDto> Copies, IReadOnlyList<MissingKeyDto> Missing);

/// <summary>A key sealed for the caller. <paramref name="MadeBy"/>: whose key it is opened with, besides the caller's own.</summary>
sealed record KeyCopyDto(int Generation, string Copy, long MadeBy);

/// <summary>A participant who has no copy of a generation.</summary>
sealed record MissingKeyDto(int Generation, long UserId);
