using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Messages.Limits;
using Chat.Messages.Membership;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Messages.ReadMarkers;

static class ReadMarkerEndpoints
{
    public static void MapReadMarkers(this IEndpointRouteBuilder routes)
    {
        var markers = routes.MapGroup("/api").WithTags("Read markers");
        markers.MapGet("read-markers", ListOwnAsync).WithSummary("The caller's marker and unread count in every session, or in one");

        var ofSession = markers.MapGroup("sessions/{id:long}/read").Refuses(ErrorCode.SessionNotFound, ErrorCode.RateLimited);
        ofSession.MapGet("", ListAsync).WithSummary("How far each participant has read");
        ofSession.MapPost("", MoveAsync).LimitedBy<RouteHandlerBuilder, MarkerLimit>().WithSummary("Move the caller's marker forward; it never moves back");
    }

    /// <summary>Who has read how far.</summary>
    static async Task<Ok<List<MarkerDto>>> ListAsync(
        long id, ClaimsPrincipal caller, ReadState read, MembershipQuestion question, CancellationToken cancel)
    {
        await question.EnsureMemberAsync(id, caller.UserIdOf(), cancel);
        return TypedResults.Ok(await read.ListAsync(id, cancel));
    }

    static async Task<Ok<MarkerDto>> MoveAsync(
        long id, MoveRequest request, ClaimsPrincipal caller, MarkerMover markers, CancellationToken cancel)
    {
        if (request.Seq is not >= 0) throw FieldErrors.Of("seq", "seq is the number of the last message read.");
        return TypedResults.Ok(await markers.MoveAsync(id, caller.UserIdOf(), request.Seq.Value, cancel));
    }

    /// <summary>The caller's own marker and unread count in every session, or in one.</summary>
    static async Task<Ok<List<Standing>>> ListOwnAsync(
        [FromQuery(Name = "session_id")] long? sessionId, ClaimsPrincipal caller, ReadState read, CancellationToken cancel) =>
        TypedResults.Ok(await read.StandingsAsync(caller.UserIdOf(), sessionId is { } id ? [id] : null, cancel));
}

/// <summary>Body of <c>POST /api/sessions/&lt;id&gt;/read/</c>.</summary>
sealed record MoveRequest([property: Required] long? Seq);
