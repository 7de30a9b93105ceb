using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Messages.Data;
using Chat.Messages.Limits;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Messages.Posting;

static class PostEndpoints
{
    public static void MapPosting(this IEndpointRouteBuilder routes)
    {
        var posting = routes.MapGroup("/api").WithTags("Messages").LimitedBy<RouteGroupBuilder, WriteLimit>()
            .Refuses(ErrorCode.SessionNotFound, ErrorCode.SessionInactive, ErrorCode.EncryptionRequired, ErrorCode.SessionNotEncrypted);
        posting.MapPost("messages", PostAsync).WithSummary("Post a message; the same client_id again is answered with the first one");
        posting.MapPost("send-message", SendAsync).WithSummary("Post a message; its text may be called message");
    }

    /// <summary>The seed's second way in: the text may be called <c>message</c>.</summary>
    static Task<Created<MessageDto>> SendAsync(
        SendMessageRequest request, ClaimsPrincipal caller, Poster poster, MessageStates states, MessagesDbContext db, CancellationToken cancel) =>
        PostAsync(
            new PostRequest(request.SessionId, request.Message ?? request.Content, request.ClientId, Attachments: request.Attachments), caller,
            poster, states, db, cancel);

    static async Task<Created<MessageDto>> PostAsync(
        PostRequest request, ClaimsPrincipal caller, Poster poster, MessageStates states, MessagesDbContext db, CancellationToken cancel)
    {
        var files = ContentRules.CheckAttachments(request.Attachments);
        var command = new PostCommand(
            request.SessionId ?? throw FieldErrors.Of("session_id", "session_id is required."), caller.UserIdOf(), caller.UsernameOf(), caller.DisplayNameOf(),
            ContentRules.CheckClientId(request.ClientId), ContentRules.Check(request.Content, mayBeEmpty: files is not null), request.ReplyTo)
        {
            AttachmentIds = files,
        };
        var posted = await poster.PostAsync(command, cancel);
        // A repeated post is answered with the message as it is: what it says now may be something else.
        var message = posted.IsNew && files is null
            ? command.StateOf(posted)
            : (await states.ReadAsync(db.Messages.Where(row => row.SessionId == command.SessionId && row.Seq == posted.Seq), cancel)).Single();
        return TypedResults.Created($"/api/messages/{posted.Id}/", MessageDto.Of(message, default));
    }
}

/// <summary>Body of <c>POST /api/messages/</c>.</summary>
sealed record PostRequest(
    [property: Required] long? SessionId, [property: MaxLength(SealedText.MaxLength)] string? Content, string? ClientId, long? ReplyTo = null,
    [property: MaxLength(ContentRules.MaxAttachments)] IReadOnlyList<string>? Attachments = null);

/// <summary>Body of <c>POST /api/send-message/</c>.</summary>
sealed record SendMessageRequest(
    [property: Required] long? SessionId, string? Message, string? Content, string? ClientId, IReadOnlyList<string>? Attachments = null);
