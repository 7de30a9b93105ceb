using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Chat.Accounts.Data;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Administration;

/// <summary>The way to the first administrator: a token that whoever runs the system was shown.</summary>
static class ClaimEndpoints
{
    public static void MapClaim(this IEndpointRouteBuilder routes)
    {
        var claim = routes.MapGroup("/api/admin/claim").WithTags(AdministrationRegistration.Tag).Refuses(ErrorCode.NotFound);
        claim.MapPost("", ClaimAsync).WithSummary("Become the first administrator; 404 for a wrong token or when there is one already");
        claim.MapGet("", CheckClaimAsync).WithSummary("Whether the token would make somebody an administrator: 404 when not").AllowAnonymous();
    }

    /// <summary>Whether the token would make somebody an administrator.</summary>
    static async Task<NoContent> CheckClaimAsync(
        string? token, IOptions<AdministrationOptions> options, Administrators administrators, CancellationToken cancel) =>
        IsToken(token, options.Value) && !await administrators.ExistAsync(cancel) ? TypedResults.NoContent() : throw new ChatException(ErrorCode.NotFound);

    static async Task<NoContent> ClaimAsync(
        ClaimRequest request, Actor actor, IOptions<AdministrationOptions> options, Administrators administrators, AccountsDbContext db,
        CancellationToken cancel)
    {
        if (!IsToken(request.Token, options.Value)) throw new ChatException(ErrorCode.NotFound);
        var user = await administrators.AppointAsync(
            async () => await administrators.ExistAsync(cancel)
                ? null
                : await db.Users.SingleOrDefaultAsync(user => user.Id == actor.Id && user.IsActive, cancel),
            user => actor.Did("user.claim_administrator", "user", user.Id, user.UserName!, reason: ""),
            cancel);
        return user is null ? throw new ChatException(ErrorCode.NotFound) : TypedResults.NoContent();
    }

    static bool IsToken(string? given, AdministrationOptions options) =>
        options.ClaimToken.Length > 0
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(options.ClaimToken)));
}

/// <summary>Body of <c>POST /api/admin/claim/</c>.</summary>
sealed record ClaimRequest([property: Required] string? Token);
