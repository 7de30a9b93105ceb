using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Chat.Accounts.Passkeys;

/// <summary>The passkeys of a user (Web Authentication, 7.1).</summary>
static class PasskeyEndpoints
{
    const int MaxPasskeys = 20;

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        var passkeys = routes.MapGroup("/api/auth/passkeys").WithTags("Passkeys");
        passkeys.MapGet("", ListAsync).WithSummary("The caller's passkeys");
        passkeys.MapPost("options", MakeOptionsAsync).WithSummary("Begin to add a passkey: what navigator.credentials.create() is given")
            .Produces<Dictionary<string, JsonElement>>();
        passkeys.MapPost("", AddAsync).WithSummary("Add the passkey that the browser made");
        passkeys.MapDelete("{id}", RemoveAsync).WithSummary("Remove a passkey").Refuses(ErrorCode.PasskeyNotFound);
    }

    static async Task<Ok<IEnumerable<PasskeyDto>>> ListAsync(ClaimsPrincipal caller, UserManager<User> users)
    {
        var passkeys = await users.GetPasskeysAsync(await FindAsync(users, caller));
        return TypedResults.Ok(passkeys.OrderBy(passkey => passkey.CreatedAt).Select(PasskeyDto.Of));
    }

    static async Task<ContentHttpResult> MakeOptionsAsync(
        ClaimsPrincipal caller, HttpContext http, UserManager<User> users, IPasskeyHandler<User> handler, PasskeyChallenges challenges)
    {
        var user = await FindAsync(users, caller);
        var entity = new PasskeyUserEntity { Id = IdOf(user), Name = user.UserName!, DisplayName = user.DisplayName };
        var options = await handler.MakeCreationOptionsAsync(entity, http);
        await challenges.KeepAsync(options.CreationOptionsJson, options.AttestationState ?? "");
        return TypedResults.Content(options.CreationOptionsJson, "application/json");
    }

    static async Task<Created<PasskeyDto>> AddAsync(
        PasskeyRequest request,
        ClaimsPrincipal caller,
        HttpContext http,
        UserManager<User> users,
        IPasskeyHandler<User> handler,
        PasskeyChallenges challenges)
    {
        var errors = new FieldErrors();
        var name = request.Name?.Trim() ?? "";
        if (name.Length is 0 or > PasskeyRequest.MaxName || name.Any(char.IsControl))
            errors.Add("name", $"Give the passkey a name of 1 to {PasskeyRequest.MaxName} characters.");
        if (request.Credential.ValueKind is not JsonValueKind.Object) errors.Add("credential", "credential is required.");
        errors.ThrowIfAny();

        var user = await FindAsync(users, caller);
        if ((await users.GetPasskeysAsync(user)).Count >= MaxPasskeys) throw FieldErrors.Of("name", $"{MaxPasskeys} passkeys are enough: remove one first.");
        var state = await challenges.TakeAsync(request.Credential) ?? throw Refused();
        var result = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = http, CredentialJson = request.Credential.GetRawText(), AttestationState = state });
        // What was asked of one user is not answered by another.
        if (!result.Succeeded || result.UserEntity.Id != IdOf(user)) throw Refused();

        result.Passkey.Name = name;
        var stored = await users.AddOrUpdatePasskeyAsync(user, result.Passkey);
        if (!stored.Succeeded) throw new InvalidOperationException($"The passkey could not be stored: {stored}");
        return TypedResults.Created("/api/auth/passkeys/", PasskeyDto.Of(result.Passkey));
    }

    static async Task<NoContent> RemoveAsync(string id, ClaimsPrincipal caller, UserManager<User> users)
    {
        var user = await FindAsync(users, caller);
        var credentialId = Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : [];
        if (await users.GetPasskeyAsync(user, credentialId) is null) throw new ChatException(ErrorCode.PasskeyNotFound);
        await users.RemovePasskeyAsync(user, credentialId);
        return TypedResults.NoContent();
    }

    static async Task<User> FindAsync(UserManager<User> users, ClaimsPrincipal caller)
    {
        var user = await users.FindByIdAsync(caller.UserIdOf().ToString(CultureInfo.InvariantCulture));
        return user is { IsActive: true } ? user : throw new ChatException(ErrorCode.NotSignedIn);
    }

    static string IdOf(User user) => user.Id.ToString(CultureInfo.InvariantCulture);

    static ChatException Refused() => FieldErrors.Of("credential", "This passkey cannot be taken: begin again.");
}
