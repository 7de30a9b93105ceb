using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Users;

static class UserEndpoints
{
    const int MaxFound = 20;

    public static void MapUsers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/users", SearchAsync).WithTags("Users").WithSummary("Up to 20 users whose name or display name starts with q")
            .Refuses(ErrorCode.RateLimited);

    /// <summary>Active users whose name or display name starts with the text, whatever its case; without a text, the first by name.</summary>
    static async Task<Ok<List<UserDto>>> SearchAsync(string? q, ClaimsPrincipal caller, UserSearchLimit limit, AccountsDbContext db, CancellationToken cancel)
    {
        await limit.TakeAsync(caller.UserIdOf());
        var text = q?.Trim() ?? "";
        // No stored name holds a NUL, and PostgreSQL takes none.
        if (text.Contains('\0')) return TypedResults.Ok(new List<UserDto>());
        var prefix = UserRules.Normalize(text);

        // Two walks of at most 20 steps over two indexes, however many users start with one letter.
        var active = db.Users.Where(user => user.IsActive);
        var byName = active
            .Where(user => user.NormalizedUserName!.StartsWith(prefix))
            .OrderBy(user => user.NormalizedUserName)
            .Take(MaxFound);
        var byDisplayName = active
            .Where(user => user.NormalizedDisplayName.StartsWith(prefix))
            .OrderBy(user => user.NormalizedDisplayName)
            .Take(MaxFound);
        var found = await byName
            .Select(user => new { user.Id, user.UserName, user.DisplayName, user.NormalizedUserName })
            .Union(byDisplayName.Select(user => new { user.Id, user.UserName, user.DisplayName, user.NormalizedUserName }))
            .OrderBy(user => user.NormalizedUserName)
            .Take(MaxFound)
            .Select(user => new UserDto(user.Id, user.UserName!, user.DisplayName))
            .ToListAsync(cancel);
        return TypedResults.Ok(found);
    }
}
