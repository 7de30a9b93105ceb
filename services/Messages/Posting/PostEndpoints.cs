using System.Security.Claims;
using Chat.Contracts.Messages;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Messages.Posting;

static class PostEndpoints
{
    public static void MapPosting(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/messages", PostAsync);
        routes.MapPost("/api/send-message", SendAsync);
    }

    static Task<Created<MessageDto>> PostAsync(PostRequest request, ClaimsPrincipal caller, Poster poster, CancellationToken cancel) =>
        StoreAsync(request.SessionId, request.Content, request.ClientId, caller, poster, cancel);

    /// <summary>The seed's second way in: the text may be called <c>message</c>.</summary>
    static Task<Created<MessageDto>> SendAsync(SendMessageRequest request, ClaimsPrincipal caller, Poster poster, CancellationToken cancel) =>
        StoreAsync(request.SessionId, request.Message ?? request.Content, request.ClientId, caller, poster, cancel);

    static async Task<Created<MessageDto>> StoreAsync(
        long? sessionId, string? content, string? clientId, ClaimsPrincipal caller, Poster poster, CancellationToken cancel)
    {
        if (sessionId is not { } session)
        {
            var errors = new FieldErrors();
            errors.Add("session_id", "session_id is required.");
            errors.ThrowIfAny();
            return null!;
        }
        var command = new PostCommand(
            session, caller.UserIdOf(), caller.UsernameOf(), caller.DisplayNameOf(), ContentRules.CheckClientId(clientId), ContentRules.Check(content));
        var posted = await poster.PostAsync(command, cancel);
        var message = new MessageDto(
            posted.Id, session, posted.Seq, posted.Rev, command.ClientId,
            new MessageSender(command.SenderId, command.SenderUsername, command.SenderDisplayName), command.Content, posted.CreatedAt);
        return TypedResults.Created($"/api/messages/?session_id={session}&after_seq={posted.Seq - 1}&limit=1", message);
    }
}

/// <summary>Body of <c>POST /api/messages/</c>.</summary>
sealed record PostRequest(long? SessionId, string? Content, string? ClientId);

/// <summary>Body of <c>POST /api/send-message/</c>.</summary>
sealed record SendMessageRequest(long? SessionId, string? Message, string? Content, string? ClientId);
