using System.Security.Claims;
using Chat.Messages.Posting;
using Chat.Messages.ReadMarkers;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Messages.Changing;

static class ChangeEndpoints
{
    public static void MapChanging(this IEndpointRouteBuilder routes)
    {
        var message = routes.MapGroup("/api/messages/{id:long}");
        message.MapPatch("", EditAsync);
        message.MapDelete("", DeleteAsync);
        message.MapPut("reactions/{emoji}", AddReactionAsync);
        message.MapDelete("reactions/{emoji}", RemoveReactionAsync);
    }

    static async Task<Ok<MessageDto>> EditAsync(
        long id, EditRequest request, ClaimsPrincipal caller, MessageChanges changes, ReadState read, CancellationToken cancel) =>
        TypedResults.Ok(await MessageDto.OfAsync(await changes.EditAsync(id, caller.UserIdOf(), ContentRules.Check(request.Content), cancel), read, cancel));

    static async Task<NoContent> DeleteAsync(long id, ClaimsPrincipal caller, MessageChanges changes, CancellationToken cancel)
    {
        await changes.DeleteAsync(id, caller.UserIdOf(), cancel);
        return TypedResults.NoContent();
    }

    static async Task<Ok<MessageDto>> AddReactionAsync(
        long id, string emoji, ClaimsPrincipal caller, MessageChanges changes, ReadState read, CancellationToken cancel) =>
        TypedResults.Ok(await MessageDto.OfAsync(await changes.ReactAsync(id, caller.UserIdOf(), ReactionRules.Check(emoji), isOn: true, cancel), read, cancel));

    static async Task<Ok<MessageDto>> RemoveReactionAsync(
        long id, string emoji, ClaimsPrincipal caller, MessageChanges changes, ReadState read, CancellationToken cancel) =>
        TypedResults.Ok(await MessageDto.OfAsync(await changes.ReactAsync(id, caller.UserIdOf(), ReactionRules.Check(emoji), isOn: false, cancel), read, cancel));
}

/// <summary>Body of <c>PATCH /api/messages/&lt;id&gt;/</c>.</summary>
sealed record EditRequest(string? Content);
