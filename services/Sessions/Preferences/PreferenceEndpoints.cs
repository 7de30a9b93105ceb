using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Preferences;

static class PreferenceEndpoints
{
    public static void MapPreferences(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/sessions/{id:long}/preferences", SetAsync).WithTags("Sessions")
            .WithSummary("Pin and mute, for the caller alone").Refuses(ErrorCode.SessionNotFound);

    /// <summary>One statement, which takes the row's lock: no two changes get the same version. The caller's other devices hear of it.</summary>
    static async Task<Ok<PreferencesDto>> SetAsync(
        long id, SetPreferencesRequest request, ClaimsPrincipal caller, SessionsDbContext db, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        if (request.Pinned is null) errors.Add("pinned", "pinned is true or false.");
        if (request.Muted is null) errors.Add("muted", "muted is true or false.");
        errors.ThrowIfAny();

        var (pinned, muted, userId) = (request.Pinned!.Value, request.Muted!.Value, caller.UserIdOf());
        var set = await db.InTransactionAsync(async () =>
        {
            var rows = await db.Database.SqlQuery<PreferencesDto>(
                $"""
                UPDATE participants SET is_pinned = {pinned}, is_muted = {muted}, preferences_version = preferences_version + 1
                WHERE session_id = {id} AND user_id = {userId}
                RETURNING is_pinned AS "Pinned", is_muted AS "Muted", preferences_version AS "Version"
                """).ToListAsync(cancel);
            if (rows is not [var preferences]) throw new ChatException(ErrorCode.SessionNotFound);
            db.Publish(new PreferencesChanged(id, userId, preferences.Version));
            await db.SaveChangesAsync(cancel);
            return preferences;
        }, cancel);
        return TypedResults.Ok(set);
    }
}

/// <summary>Body of <c>PUT /api/sessions/&lt;id&gt;/preferences/</c>.</summary>
sealed record SetPreferencesRequest([property: Required] bool? Pinned, [property: Required] bool? Muted);
