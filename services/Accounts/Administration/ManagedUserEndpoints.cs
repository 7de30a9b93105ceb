using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.Administration;

static class ManagedUserEndpoints
{
    public static void MapManagedUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/admin/users").RequireAuthorization(AuthenticationRegistration.Administrator);
        users.MapGet("", ListAsync);
        users.MapGet("{id:long}", GetAsync);
        users.MapAct("deactivate", acts => acts.DeactivateAsync);
        users.MapAct("reactivate", acts => acts.ReactivateAsync);
        users.MapAct("unlock", acts => acts.UnlockAsync);
        users.MapAct("reset-two-factor", acts => acts.ResetTwoFactorAsync);
        users.MapAct("sign-out", acts => acts.SignOutAsync);
        users.MapPut("{id:long}/role", SetRoleAsync);
    }

    /// <summary>What can be done to a user, by whom, and why.</summary>
    delegate Task UserAct(long userId, Actor actor, string reason, CancellationToken cancel);

    static async Task<Ok<List<ManagedUserDto>>> ListAsync([AsParameters] ListRequest request, ManagedUsers users, HttpResponse response, CancellationToken cancel)
    {
        request.Check(ManagedUsers.States);
        var page = await users.FindAsync(request, cancel);
        return TypedResults.Ok(request.Paged(page, response, "/api/admin/users/", user => Users.UserRules.Normalize(user.Username)));
    }

    static async Task<Ok<ManagedUserDto>> GetAsync(long id, ManagedUsers users, CancellationToken cancel) => TypedResults.Ok(await users.GetAsync(id, cancel));

    /// <summary>An act that takes a reason, which may be left out; the answer is the user as they are then.</summary>
    static void MapAct(this RouteGroupBuilder users, string name, Func<UserActs, UserAct> act) =>
        users.MapPost($"{{id:long}}/{name}", async (long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel) =>
        {
            await act(acts)(id, actor, Reason.Check(request?.Reason), cancel);
            return TypedResults.Ok(await users.GetAsync(id, cancel));
        });

    static async Task<Ok<ManagedUserDto>> SetRoleAsync(
        long id, RoleRequest request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel)
    {
        var isAdmin = request.IsAdmin ?? throw FieldErrors.Of("is_admin", "is_admin is required.");
        await acts.SetRoleAsync(id, isAdmin, actor, Reason.Check(request.Reason), cancel);
        return TypedResults.Ok(await users.GetAsync(id, cancel));
    }
}

/// <summary>Body of <c>PUT /api/admin/users/&lt;id&gt;/role/</c>.</summary>
sealed record RoleRequest(bool? IsAdmin, string? Reason);
