using System.Security.Claims;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.Deletion;

static class DeletionEndpoints
{
    public static void MapDeletion(this IEndpointRouteBuilder routes) => routes.MapPost("/api/users/me/delete", DeleteAsync)
        .WithTags("Profile").WithSummary("Delete the caller's account, at once and for good")
        .Refuses(ErrorCode.WrongPassword, ErrorCode.RateLimited, ErrorCode.LastAdministrator);

    static async Task<NoContent> DeleteAsync(
        PasswordRequest request, ClaimsPrincipal caller, HttpContext http, PasswordCheck check, AccountEraser eraser, CancellationToken cancel)
    {
        await check.ConfirmAsync(caller.UserIdOf(), request.Password, "password", cancel);
        await eraser.EraseAsync(caller.UserIdOf(), cancel);
        http.ClearSignInCookie();
        return TypedResults.NoContent();
    }
}
