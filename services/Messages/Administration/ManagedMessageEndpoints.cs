using System.ComponentModel.DataAnnotations;
using Chat.Contracts.Sessions.V1;
using Chat.Messages.Changing;
using Chat.Messages.Data;
using Chat.Messages.Reading;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Messages.Administration;

/// <summary>What administrators may do with messages of sessions that they are not in.</summary>
static class ManagedMessageEndpoints
{
    const int MaxLimit = 200;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public static void MapManagedMessages(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin").RequireAuthorization(AuthenticationRegistration.Administrator).WithTags("Managed messages");
        admin.MapPost("sessions/{id:long}/messages", ReadAsync).WithSummary("Read the newest messages of a session, or those before before_seq, for a reason")
            .Refuses(ErrorCode.SessionNotFound);
        admin.MapDelete("messages/{id:long}", DeleteAsync).WithSummary("Delete a message; a tombstone stays").Refuses(ErrorCode.MessageNotFound);
    }

    /// <summary>The newest messages, or those before a number, oldest first. That they were read, and why, is written down before they are shown.</summary>
    static async Task<Ok<List<MessageDto>>> ReadAsync(
        long id, ReadRequest request, Actor actor, Contracts.Sessions.V1.Membership.MembershipClient sessions, MessagesDbContext db,
        MessageStates states, ReadState read,
        CancellationToken cancel)
    {
        var reason = Reason.Require(request.Reason);
        if (request.Limit is < 1 or > MaxLimit) throw FieldErrors.Of("limit", $"limit is 1 to {MaxLimit}.");

        var session = await sessions.GetAsync(new GetMembershipRequest { SessionId = id }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        if (!session.Exists) throw new ChatException(ErrorCode.SessionNotFound);
        db.Publish(actor.Did("session.read_messages", "session", id, session.Name, reason));
        await db.SaveChangesAsync(cancel);

        var limit = request.Limit ?? MessagePage.DefaultLimit;
        var messages = await states.ReadAsync(new MessagePage(id, request.BeforeSeq, null, null, limit).Of(db.Messages).Take(limit), cancel);
        messages.Reverse();
        var level = await read.OfAsync(id, cancel);
        return TypedResults.Ok(messages.ConvertAll(message => MessageDto.Of(message, level)));
    }

    static async Task<NoContent> DeleteAsync(long id, string? reason, Actor actor, MessageChanges changes, CancellationToken cancel)
    {
        var why = Reason.Check(reason);
        await changes.DeleteAsAdministratorAsync(id, sender => actor.Did("message.delete", "message", id, sender.Username, why), cancel);
        return TypedResults.NoContent();
    }
}

/// <summary>Body of <c>POST /api/admin/sessions/&lt;id&gt;/messages/</c>.</summary>
sealed record ReadRequest(
    [property: Required, Length(ServiceDefaults.Administration.Reason.MinLength, ServiceDefaults.Administration.Reason.MaxLength)] string? Reason,
    long? BeforeSeq,
    int? Limit);
