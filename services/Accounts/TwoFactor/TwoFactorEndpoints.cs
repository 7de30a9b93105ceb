using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.TwoFactor;

static class TwoFactorEndpoints
{
    public static void MapTwoFactor(this IEndpointRouteBuilder routes)
    {
        var twoFactor = routes.MapGroup("/api/auth/two-factor").WithTags("Two-factor");
        twoFactor.MapPost("enable", EnableAsync).WithSummary("Ask for codes from now on; answers the recovery codes, once")
            .Refuses(ErrorCode.TwoFactorEnabled, ErrorCode.TwoFactorDisabled);

        var confirmed = twoFactor.MapGroup("").Refuses(ErrorCode.WrongPassword, ErrorCode.RateLimited);
        confirmed.MapPost("setup", SetUpAsync).WithSummary("A new secret for an authenticator app; not in use yet").Refuses(ErrorCode.TwoFactorEnabled);
        confirmed.MapPost("disable", DisableAsync).WithSummary("The password alone is enough from now on");
        confirmed.MapPost("recovery-codes", RenewRecoveryCodesAsync).WithSummary("New recovery codes in place of all earlier ones")
            .Refuses(ErrorCode.TwoFactorDisabled);
    }

    static async Task<Ok<SetUpDto>> SetUpAsync(
        PasswordRequest request, ClaimsPrincipal caller, PasswordCheck check, TwoFactorSettings settings, AccountsDbContext db, CancellationToken cancel)
    {
        await check.ConfirmAsync(caller.UserIdOf(), request.Password, "password", cancel);
        var secret = await db.ChangeUserAsync(caller.UserIdOf(), user => settings.SetUpAsync(user, cancel), cancel);
        return TypedResults.Ok(new SetUpDto(Base32.Encode(secret), Totp.UriOf(secret, caller.UsernameOf())));
    }

    static async Task<Ok<RecoveryCodesDto>> EnableAsync(
        EnableRequest request, ClaimsPrincipal caller, TwoFactorSettings settings, AccountsDbContext db, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(request.Code)) throw FieldErrors.Of("code", "Enter the code that the app shows.");
        var codes = await db.ChangeUserAsync(caller.UserIdOf(), user => settings.EnableAsync(user, request.Code, cancel), cancel);
        return TypedResults.Ok(new RecoveryCodesDto(codes));
    }

    static async Task<NoContent> DisableAsync(
        PasswordRequest request, ClaimsPrincipal caller, PasswordCheck check, TwoFactorSettings settings, AccountsDbContext db, CancellationToken cancel)
    {
        await check.ConfirmAsync(caller.UserIdOf(), request.Password, "password", cancel);
        await db.ChangeUserAsync(caller.UserIdOf(), user => settings.DisableAsync(user, cancel), cancel);
        return TypedResults.NoContent();
    }

    static async Task<Ok<RecoveryCodesDto>> RenewRecoveryCodesAsync(
        PasswordRequest request, ClaimsPrincipal caller, PasswordCheck check, TwoFactorSettings settings, AccountsDbContext db, CancellationToken cancel)
    {
        await check.ConfirmAsync(caller.UserIdOf(), request.Password, "password", cancel);
        var codes = await db.ChangeUserAsync(caller.UserIdOf(), user => settings.RenewRecoveryCodesAsync(user, cancel), cancel);
        return TypedResults.Ok(new RecoveryCodesDto(codes));
    }

    /// <summary>Body of <c>POST .../enable</c>.</summary>
    sealed record EnableRequest([property: Required] string? Code);

    /// <summary>What an authenticator app needs: the secret for typing it, the address for a QR code.</summary>
    sealed record SetUpDto(string Secret, string Uri);

    /// <summary>Shown once; only their hashes are kept.</summary>
    sealed record RecoveryCodesDto(IReadOnlyList<string> RecoveryCodes);
}
