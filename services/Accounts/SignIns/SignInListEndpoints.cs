using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.SignIns;

/// <summary>Where a user is signed in, and how they end that from afar.</summary>
static class SignInListEndpoints
{
    public static void MapSignInList(this IEndpointRouteBuilder routes)
    {
        var signIns = routes.MapGroup("/api/auth/sign-ins").WithTags("Sign-ins");
        signIns.MapGet("", ListAsync).WithSummary("Where the caller is signed in, the last used first");
        signIns.MapDelete("", EndOthersAsync).WithSummary("End all sign-ins of the caller but the current one");
        signIns.MapDelete("{id}", EndAsync).WithSummary("End a sign-in, everywhere at once").Refuses(ErrorCode.SignInNotFound);
    }

    /// <summary>The last used first.</summary>
    static async Task<Ok<IEnumerable<SignInDto>>> ListAsync(ClaimsPrincipal caller, SignInStore store)
    {
        var own = await store.FindAllAsync(caller.UserIdOf());
        return TypedResults.Ok(own.Select(signIn => SignInDto.Of(signIn, caller.SignInIdOf())));
    }

    static async Task<NoContent> EndAsync(string id, ClaimsPrincipal caller, SignInStore store, SignInEnding ending, CancellationToken cancel)
    {
        if (!(await store.FindIdsAsync(caller.UserIdOf())).Contains(id)) throw new ChatException(ErrorCode.SignInNotFound);
        await ending.EndAsync(caller.UserIdOf(), id, "revoked", cancel);
        return TypedResults.NoContent();
    }

    static async Task<NoContent> EndOthersAsync(ClaimsPrincipal caller, SignInEnding ending, AccountsDbContext db, CancellationToken cancel)
    {
        await ending.EndOthersAsync(caller.UserIdOf(), caller.SignInIdOf());
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
