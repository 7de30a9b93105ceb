using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Messages.Data;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Paging;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Messages.Reading;

static class ListEndpoints
{
    const int MaxLimit = 200;

    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/api/messages").WithTags("Messages");
        messages.MapGet("", ListAsync).WithSummary("A page of a session's messages, oldest first; without a cursor the newest")
            .Produces<IEnumerable<MessageDto>>().Refuses(ErrorCode.SessionNotFound, ErrorCode.UnknownRev, ErrorCode.RateLimited).AnswersPages();
        messages.MapGet("{id:long}", GetAsync).WithSummary("One message").Refuses(ErrorCode.MessageNotFound);
    }

    /// <summary>One page of a session, by one of its cursors; see docs/api.md.</summary>
    static async Task<Results<FileContentHttpResult, Ok<IEnumerable<MessageDto>>>> ListAsync(
        [AsParameters] ListRequest request, ClaimsPrincipal caller, PageLooks looks, NewestPages newest, PageReader pages, HttpResponse response,
        CancellationToken cancel)
    {
        var asked = request.Check();
        var userId = caller.UserIdOf();
        if (asked.IsNewest && await looks.LookAsync(asked.SessionId, userId, cancel) is { } state)
        {
            var kept = newest.Find(asked.SessionId, state);
            if (kept is null)
            {
                var (messages, next) = await pages.ReadAsync(asked, userId, cancel);
                kept = newest.Keep(asked.SessionId, state, messages, next);
            }
            Link(response, kept.Next);
            return TypedResults.Bytes(kept.Json, "application/json; charset=utf-8");
        }
        else
        {
            var (messages, next) = await pages.ReadAsync(asked, userId, cancel);
            Link(response, next);
            return TypedResults.Ok(await pages.ShowAsync(messages, cancel));
        }
    }

    static void Link(HttpResponse response, string? next)
    {
        if (next is not null) response.LinkNext(next);
    }

    static async Task<Ok<MessageDto>> GetAsync(
        long id, ClaimsPrincipal caller, MessagesDbContext db, MessageStates states, ReadState read, CancellationToken cancel)
    {
        var found = await states.ReadAsync(db.AccessMessages(caller.UserIdOf()).Where(message => message.Id == id), cancel);
        return found is [var message]
            ? TypedResults.Ok(await MessageDto.OfAsync(message, read, cancel))
            : throw new ChatException(ErrorCode.MessageNotFound);
    }

    /// <summary>The query string of a list.</summary>
    internal sealed record ListRequest(
        [property: FromQuery(Name = "session_id"), Required] long? SessionId,
        [property: FromQuery(Name = "before_seq")] long? BeforeSeq,
        [property: FromQuery(Name = "after_seq")] long? AfterSeq,
        [property: FromQuery(Name = "since_rev")] long? SinceRev,
        DateTimeOffset? At,
        int? Limit);

    internal static MessagePage Check(this ListRequest request)
    {
        var errors = new FieldErrors();
        if (request.SessionId is null) errors.Add("session_id", "session_id is required.");
        if (new object?[] { request.BeforeSeq, request.AfterSeq, request.SinceRev, request.At }.Count(cursor => cursor is not null) > 1)
            errors.Add("before_seq", "Give at most one of before_seq, after_seq, since_rev and at.");
        if (request.SinceRev < 0) errors.Add("since_rev", "since_rev is 0 or more.");
        if (request.Limit is < 1 or > MaxLimit) errors.Add("limit", $"limit is 1 to {MaxLimit}.");
        errors.ThrowIfAny();
        var limit = request.Limit ?? MessagePage.DefaultLimit;
        return new MessagePage(request.SessionId!.Value, request.BeforeSeq, request.AfterSeq, request.SinceRev, limit, request.At);
    }
}
