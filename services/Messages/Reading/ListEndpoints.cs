using System.Security.Claims;
using Chat.Messages.Data;
using Chat.Messages.Membership;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Reading;

static class ListEndpoints
{
    const int DefaultLimit = 50;
    const int MaxLimit = 200;

    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/messages", ListAsync);
        routes.MapGet("/api/messages/{id:long}", GetAsync);
    }

    /// <summary>One page of a session, in one of four directions; see docs/api.md.</summary>
    static async Task<Ok<IEnumerable<MessageDto>>> ListAsync(
        [AsParameters] ListRequest request, ClaimsPrincipal caller, MessagesDbContext db, MessageStates states, ReadState read,
        MembershipQuestion question, HttpResponse response, CancellationToken cancel)
    {
        var page = request.Check();
        var userId = caller.UserIdOf();

        // One more than asked tells whether there is a next page. Nothing may mean that this user may not see anything, or that
        // the membership is too young to be known here.
        var query = page.Of(db.AccessMessages(userId)).Take(page.Limit + 1);
        var messages = await states.ReadAsync(query, cancel);
        if (messages.Count == 0)
        {
            await question.EnsureMemberAsync(page.SessionId, userId, cancel);
            messages = await states.ReadAsync(query, cancel);
            if (messages.Count == 0) await RefuseUnknownRevAsync(page, db, cancel);
        }

        var more = messages.Count > page.Limit;
        if (more) messages.RemoveAt(page.Limit);
        if (page.IsBackwards) messages.Reverse();
        if (more) response.Headers.Link = $"<{page.Next(messages)}>; rel=\"next\"";
        var level = messages.Count == 0 ? default : await read.OfAsync(page.SessionId, cancel);
        return TypedResults.Ok(messages.Select(message => MessageDto.Of(message, level)));
    }

    static async Task<Ok<MessageDto>> GetAsync(
        long id, ClaimsPrincipal caller, MessagesDbContext db, MessageStates states, ReadState read, CancellationToken cancel)
    {
        var found = await states.ReadAsync(db.AccessMessages(caller.UserIdOf()).Where(message => message.Id == id), cancel);
        return found is [var message]
            ? TypedResults.Ok(MessageDto.Of(message, await read.OfAsync(message.SessionId, cancel)))
            : throw new ChatException(ErrorCode.MessageNotFound);
    }

    /// <summary>Nothing new is good news, unless the client holds a revision that the session never had.</summary>
    static async Task RefuseUnknownRevAsync(MessagePage page, MessagesDbContext db, CancellationToken cancel)
    {
        if (page.SinceRev is { } since && !await db.SessionHeads.AnyAsync(head => head.SessionId == page.SessionId && head.Rev >= since, cancel))
            throw new ChatException(ErrorCode.UnknownRev);
    }

    /// <summary>The query string of a list.</summary>
    internal sealed record ListRequest(
        [property: FromQuery(Name = "session_id")] long? SessionId,
        [property: FromQuery(Name = "before_seq")] long? BeforeSeq,
        [property: FromQuery(Name = "after_seq")] long? AfterSeq,
        [property: FromQuery(Name = "since_rev")] long? SinceRev,
        int? Limit);

    internal static MessagePage Check(this ListRequest request)
    {
        var errors = new FieldErrors();
        if (request.SessionId is null) errors.Add("session_id", "session_id is required.");
        if (new[] { request.BeforeSeq, request.AfterSeq, request.SinceRev }.Count(cursor => cursor is not null) > 1)
            errors.Add("before_seq", "Give at most one of before_seq, after_seq and since_rev.");
        if (request.SinceRev < 0) errors.Add("since_rev", "since_rev is 0 or more.");
        if (request.Limit is < 1 or > MaxLimit) errors.Add("limit", $"limit is 1 to {MaxLimit}.");
        errors.ThrowIfAny();
        return new MessagePage(request.SessionId!.Value, request.BeforeSeq, request.AfterSeq, request.SinceRev, request.Limit ?? DefaultLimit);
    }
}
