using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.Administration;

static class ManagedUserEndpoints
{
    public static void MapManagedUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/admin/users").RequireAuthorization(AuthenticationRegistration.Administrator).WithTags("Managed users");
        users.MapGet("", ListAsync)
            .WithSummary("Users by name; q is a part of a name or an e-mail address, state active, deactivated, locked or admin").AnswersPages();
        var user = users.MapGroup("{id:long}").Refuses(ErrorCode.UserNotFound);
        user.MapGet("", GetAsync).WithSummary("One user");
        user.MapPost("deactivate", DeactivateAsync).WithSummary("Sign a user out everywhere, for good").Refuses(ErrorCode.LastAdministrator);
        user.MapPost("reactivate", ReactivateAsync).WithSummary("Let a user sign in again");
        user.MapPost("unlock", UnlockAsync).WithSummary("Forget a user's failed sign-ins");
        user.MapPost("reset-two-factor", ResetTwoFactorAsync).WithSummary("Let a user sign in by the password alone");
        user.MapPost("sign-out", SignOutAsync).WithSummary("End all sign-ins of a user");
        user.MapPut("role", SetRoleAsync).WithSummary("Make a user an administrator, or no longer").Refuses(ErrorCode.LastAdministrator);
    }

    /// <summary>What can be done to a user, by whom, and why.</summary>
    delegate Task UserAct(long userId, Actor actor, string reason, CancellationToken cancel);

    static async Task<Ok<List<ManagedUserDto>>> ListAsync(
        [AsParameters] ListRequest request, ManagedUsers users, HttpResponse response, CancellationToken cancel)
    {
        request.Check(ManagedUsers.States);
        var page = await users.FindAsync(request, cancel);
        return TypedResults.Ok(request.Paged(page, response, "/api/admin/users/", user => Users.UserRules.Normalize(user.Username)));
    }

    static async Task<Ok<ManagedUserDto>> GetAsync(long id, ManagedUsers users, CancellationToken cancel) => TypedResults.Ok(await users.GetAsync(id, cancel));

    static Task<Ok<ManagedUserDto>> DeactivateAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel) =>
        ActAsync(acts.DeactivateAsync, id, request, actor, users, cancel);

    static Task<Ok<ManagedUserDto>> ReactivateAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel) =>
        ActAsync(acts.ReactivateAsync, id, request, actor, users, cancel);

    static Task<Ok<ManagedUserDto>> UnlockAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel) =>
        ActAsync(acts.UnlockAsync, id, request, actor, users, cancel);

    static Task<Ok<ManagedUserDto>> ResetTwoFactorAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel) =>
        ActAsync(acts.ResetTwoFactorAsync, id, request, actor, users, cancel);

    static Task<Ok<ManagedUserDto>> SignOutAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel) =>
        ActAsync(acts.SignOutAsync, id, request, actor, users, cancel);

    /// <summary>An act that takes a reason, which may be left out; the answer is the user as they are then.</summary>
    static async Task<Ok<ManagedUserDto>> ActAsync(
        UserAct act, long id, ReasonRequest? request, Actor actor, ManagedUsers users, CancellationToken cancel)
    {
        await act(id, actor, Reason.Check(request?.Reason), cancel);
        return TypedResults.Ok(await users.GetAsync(id, cancel));
    }

    static async Task<Ok<ManagedUserDto>> SetRoleAsync(
        long id, RoleRequest request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel)
    {
        var isAdmin = request.IsAdmin ?? throw FieldErrors.Of("is_admin", "is_admin is required.");
        await acts.SetRoleAsync(id, isAdmin, actor, Reason.Check(request.Reason), cancel);
        return TypedResults.Ok(await users.GetAsync(id, cancel));
    }
}

/// <summary>Body of <c>PUT /api/admin/users/&lt;id&gt;/role/</c>.</summary>
sealed record RoleRequest([property: Required] bool? IsAdmin, [property: MaxLength(ServiceDefaults.Administration.Reason.MaxLength)] string? Reason);
