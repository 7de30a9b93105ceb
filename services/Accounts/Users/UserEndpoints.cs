using System.Globalization;
using System.Security.Claims;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Paging;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.Users;

static class UserEndpoints
{
    const int DefaultLimit = 50;
    const int MaxLimit = 200;

    public static void MapUsers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/users", SearchAsync).WithTags("Users")
            .WithSummary("Users whose name or display name starts with q; without it all, by display name")
            .Refuses(ErrorCode.RateLimited).AnswersPages();

    /// <summary>Active users whose name or display name starts with the text, whatever its case; without a text, all.</summary>
    static async Task<Ok<List<UserDto>>> SearchAsync(
        string? q, string? after, int? limit, ClaimsPrincipal caller, UserSearchLimit searches, UserSearch search, HttpResponse response,
        CancellationToken cancel)
    {
        if (limit is < 1 or > MaxLimit) throw FieldErrors.Of("limit", $"limit is 1 to {MaxLimit}.");
        var cursor = UserCursor.Parse(after);
        await searches.TakeAsync(caller.UserIdOf());
        var text = q?.Trim() ?? "";
        // No stored name holds a NUL, and PostgreSQL takes none.
        if (text.Contains('\0')) return TypedResults.Ok(new List<UserDto>());

        var size = limit ?? DefaultLimit;
        var found = await search.FindAsync(UserRules.Normalize(text), cursor, size + 1, cancel);
        var page = found.Paged(size, response, last =>
        {
            KeyValuePair<string, string?>[] query =
                [new("q", text), new("after", new UserCursor(last.Place, last.Id).ToString()), new("limit", size.ToString(CultureInfo.InvariantCulture))];
            return $"/api/users/{QueryString.Create(query)}";
        });
        return TypedResults.Ok(page.ConvertAll(user => new UserDto(user.Id, user.UserName, user.DisplayName)));
    }
}
