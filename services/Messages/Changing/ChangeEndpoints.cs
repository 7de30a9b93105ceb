using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Messages.Limits;
using Chat.Messages.Posting;
using Chat.Messages.ReadMarkers;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Messages.Changing;

static class ChangeEndpoints
{
    public static void MapChanging(this IEndpointRouteBuilder routes)
    {
        var message = routes.MapGroup("/api/messages/{id:long}").WithTags("Messages").LimitedBy<RouteGroupBuilder, WriteLimit>()
            .Refuses(ErrorCode.MessageNotFound, ErrorCode.SessionInactive);
        message.MapPatch("", EditAsync).WithSummary("Edit one's own message")
            .Refuses(ErrorCode.Forbidden, ErrorCode.MessageDeleted, ErrorCode.EncryptionRequired, ErrorCode.SessionNotEncrypted);
        message.MapDelete("", DeleteAsync).WithSummary("Delete one's own message, or any as an owner or moderator").Refuses(ErrorCode.Forbidden);

        var reaction = message.MapGroup("reactions/{emoji}").WithTags("Reactions").Refuses(ErrorCode.ValidationFailed, ErrorCode.MessageDeleted);
        reaction.MapPut("", AddReactionAsync).WithSummary("React with one emoji");
        reaction.MapDelete("", RemoveReactionAsync).WithSummary("Take one's reaction back");
    }

    static async Task<Ok<MessageDto>> EditAsync(
        long id, EditRequest request, ClaimsPrincipal caller, MessageChanges changes, ReadState read, CancellationToken cancel) =>
        TypedResults.Ok(
            await MessageDto.OfAsync(
                await changes.EditAsync(id, caller.UserIdOf(), ContentRules.Check(request.Content, mayBeEmpty: request.Content is not null), cancel),
                read, cancel));

    static async Task<NoContent> DeleteAsync(long id, ClaimsPrincipal caller, MessageChanges changes, CancellationToken cancel)
    {
        await changes.DeleteAsync(id, caller.UserIdOf(), cancel);
        return TypedResults.NoContent();
    }

    static async Task<Ok<MessageDto>> AddReactionAsync(
        long id, string emoji, ClaimsPrincipal caller, MessageChanges changes, ReadState read, CancellationToken cancel) =>
        TypedResults.Ok(
            await MessageDto.OfAsync(await changes.ReactAsync(id, caller.UserIdOf(), ReactionRules.Check(emoji), isOn: true, cancel), read, cancel));

    static async Task<Ok<MessageDto>> RemoveReactionAsync(
        long id, string emoji, ClaimsPrincipal caller, MessageChanges changes, ReadState read, CancellationToken cancel) =>
        TypedResults.Ok(
            await MessageDto.OfAsync(await changes.ReactAsync(id, caller.UserIdOf(), ReactionRules.Check(emoji), isOn: false, cancel), read, cancel));
}

/// <summary>Body of <c>PATCH /api/messages/&lt;id&gt;/</c>.</summary>
sealed record EditRequest([property: Required, MaxLength(SealedText.MaxLength)] string? Content);
