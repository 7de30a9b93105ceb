using System.Security.Claims;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Paging;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Messages.Search;

static class SearchEndpoints
{
    const int DefaultLimit = 20;
    const int MaxLimit = 50;
    const int MaxContext = 3;

    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/search").WithTags("Search")
            .MapGet("messages", SearchAsync).WithSummary("Messages of the caller's sessions that match a query, best first")
            .Refuses(ErrorCode.ValidationFailed, ErrorCode.InvalidQuery, ErrorCode.RateLimited);

    static async Task<Ok<SearchDto>> SearchAsync(
        [AsParameters] SearchRequest request, ClaimsPrincipal caller, SearchLimit limit, SearchScopes scopes, Searcher searcher, HttpResponse response,
        CancellationToken cancel)
    {
        await limit.TakeAsync(caller.UserIdOf());
        var (size, context, zone, cursor) = request.Check();
        var scope = await scopes.ResolveAsync(QueryParser.Parse(request.Q, zone), caller.UserIdOf(), cancel);
        var isComplete = await searcher.CatchUpAsync(scope, cancel);
        var page = await searcher.FindAsync(scope, cursor, request.Sort == "newest", size, cancel);
        if (page.Next is { } next) response.LinkNext($"/api/search/messages/{request.Next(next)}");
        return TypedResults.Ok(new SearchDto(
            await searcher.ShowAsync(scope, page.Hits, context, cancel),
            isComplete,
            page.First?.Matches.GroupBy(match => match.Place.SessionId)
                .Select(session => new SessionCount(session.Key, session.Count()))
                .OrderByDescending(session => session.Count).ThenBy(session => session.SessionId).ToList(),
            page.First?.Matches.Count,
            page.First?.IsLast));
    }

    /// <summary>The query string of a search.</summary>
    internal sealed record SearchRequest(string? Q, int? Limit, string? Sort, int? Context, string? Tz, string? Cursor)
    {
        /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/></exception>
        public (int Limit, int Context, TimeZoneInfo Zone, SearchCursor? Cursor) Check()
        {
            var errors = new FieldErrors();
            if (Limit is < 1 or > MaxLimit) errors.Add("limit", $"limit is 1 to {MaxLimit}.");
            if (Context is < 0 or > MaxContext) errors.Add("context", $"context is 0 to {MaxContext}.");
            if (Sort is not (null or "" or "best" or "newest")) errors.Add("sort", "sort is best or newest.");
            var zone = TimeZoneInfo.Utc;
            if (!string.IsNullOrEmpty(Tz) && !TimeZoneInfo.TryFindSystemTimeZoneById(Tz, out zone))
                errors.Add("tz", "tz is the name of a time zone, as Europe/Berlin.");
            errors.ThrowIfAny();
            return (Limit ?? DefaultLimit, Context ?? 1, zone ?? TimeZoneInfo.Utc, SearchCursor.Parse(Cursor));
        }

        public QueryString Next(SearchCursor cursor)
        {
            var query =
                new Dictionary<string, string?>
                {
                    ["q"] = Q,
                    ["limit"] = Text(Limit),
                    ["sort"] = Sort,
                    ["context"] = Text(Context),
                    ["tz"] = Tz,
                    ["cursor"] = cursor.ToString(),
                };
            return QueryString.Create(query.Where(part => !string.IsNullOrEmpty(part.Value)));

            static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
