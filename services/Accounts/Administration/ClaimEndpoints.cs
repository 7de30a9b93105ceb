using System.Security.Cryptography;
using System.Text;
using Chat.Accounts.Data;
using Chat.ServiceDefaults.Administration;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Administration;

/// <summary>The way to the first administrator: a token that whoever runs the system was shown.</summary>
static class ClaimEndpoints
{
    public static void MapClaim(this IEndpointRouteBuilder routes)
    {
        var claim = routes.MapGroup("/api/admin/claim");
        claim.MapPost("", ClaimAsync);
        claim.MapGet("", IsOpenAsync).AllowAnonymous();
    }

    /// <summary>Whether the token would make somebody an administrator.</summary>
    static async Task<Results<NoContent, NotFound>> IsOpenAsync(
        string? token, IOptions<AdministrationOptions> options, Administrators administrators, CancellationToken cancel) =>
        IsToken(token, options.Value) && !await administrators.ExistAsync(cancel) ? TypedResults.NoContent() : TypedResults.NotFound();

    static async Task<Results<NoContent, NotFound>> ClaimAsync(
        ClaimRequest request, Actor actor, IOptions<AdministrationOptions> options, Administrators administrators, AccountsDbContext db, CancellationToken cancel)
    {
        if (!IsToken(request.Token, options.Value)) return TypedResults.NotFound();
        var user = await administrators.AppointAsync(
            async () => await administrators.ExistAsync(cancel)
                ? null
                : await db.Users.SingleOrDefaultAsync(user => user.Id == actor.Id && user.IsActive, cancel),
            user => actor.Did("user.claim_administrator", "user", user.Id, user.UserName!, reason: ""),
            cancel);
        return user is null ? TypedResults.NotFound() : TypedResults.NoContent();
    }

    static bool IsToken(string? given, AdministrationOptions options) =>
        options.ClaimToken.Length > 0
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(options.ClaimToken)));
}

/// <summary>Body of <c>POST /api/admin/claim/</c>.</summary>
sealed record ClaimRequest(string? Token);
