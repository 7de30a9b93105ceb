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
        users.MapPost("{id:long}/deactivate", DeactivateAsync);
        users.MapPost("{id:long}/reactivate", ReactivateAsync);
        users.MapPost("{id:long}/unlock", UnlockAsync);
        users.MapPost("{id:long}/reset-two-factor", ResetTwoFactorAsync);
        users.MapPost("{id:long}/sign-out", SignOutAsync);
        users.MapPut("{id:long}/role", SetRoleAsync);
    }

    static async Task<Ok<List<ManagedUserDto>>> ListAsync([AsParameters] ListRequest request, ManagedUsers users, HttpResponse response, CancellationToken cancel)
    {
        request.Check(ManagedUsers.States);
        var page = await users.FindAsync(request, cancel);
        return TypedResults.Ok(request.Paged(page, response, "/api/admin/users/", user => Users.UserRules.Normalize(user.Username)));
    }

    static async Task<Ok<ManagedUserDto>> GetAsync(long id, ManagedUsers users, CancellationToken cancel) => TypedResults.Ok(await users.GetAsync(id, cancel));

    static async Task<Ok<ManagedUserDto>> DeactivateAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel)
    {
        await acts.DeactivateAsync(id, actor, Reason.Check(request?.Reason), cancel);
        return TypedResults.Ok(await users.GetAsync(id, cancel));
    }

    static async Task<Ok<ManagedUserDto>> ReactivateAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel)
    {
        await acts.ReactivateAsync(id, actor, Reason.Check(request?.Reason), cancel);
        return TypedResults.Ok(await users.GetAsync(id, cancel));
    }

    static async Task<Ok<ManagedUserDto>> UnlockAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel)
    {
        await acts.UnlockAsync(id, actor, Reason.Check(request?.Reason), cancel);
        return TypedResults.Ok(await users.GetAsync(id, cancel));
    }

    static async Task<Ok<ManagedUserDto>> ResetTwoFactorAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel)
    {
        await acts.ResetTwoFactorAsync(id, actor, Reason.Check(request?.Reason), cancel);
        return TypedResults.Ok(await users.GetAsync(id, cancel));
    }

    static async Task<Ok<ManagedUserDto>> SignOutAsync(
        long id, ReasonRequest? request, Actor actor, UserActs acts, ManagedUsers users, CancellationToken cancel)
    {
        await acts.SignOutAsync(id, actor, Reason.Check(request?.Reason), cancel);
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
sealed record RoleRequest(bool? IsAdmin, string? Reason);
