using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Push;

/// <summary>The browsers that are notified while no page is open (Push API).</summary>
static class PushEndpoints
{
    static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(5);

    public static void MapPush(this IEndpointRouteBuilder routes)
    {
        var subscriptions = routes.MapGroup("/api/users/me/push-subscriptions").WithTags("Notifications");
        subscriptions.MapGet("", ListAsync).WithSummary("The key that browsers subscribe with, and the caller's subscriptions");
        subscriptions.MapPost("", AddAsync).WithSummary("Notify this browser, for as long as this sign-in lives")
            .Refuses(ErrorCode.Forbidden, ErrorCode.PushEndpointRefused);
        subscriptions.MapDelete("{id:long}", RemoveAsync).WithSummary("Notify this browser no more").Refuses(ErrorCode.PushSubscriptionNotFound);
    }

    static async Task<Ok<PushSubscriptionsDto>> ListAsync(
        ClaimsPrincipal caller, PushSubscriptions subscriptions, PushIdentity identity, IOptions<PushOptions> options, CancellationToken cancel)
    {
        var own = await subscriptions.FindAsync(caller.UserIdOf(), cancel);
        var key = options.Value.Enabled ? await identity.GetPublicKeyAsync(cancel) : null;
        return TypedResults.Ok(new PushSubscriptionsDto(key, own.Select(PushSubscriptionDto.Of)));
    }

    static async Task<Results<Created<PushSubscriptionDto>, Ok<PushSubscriptionDto>>> AddAsync(
        PushSubscriptionRequest request, ClaimsPrincipal caller, PushSubscriptions subscriptions, PushClient client, IOptions<PushOptions> options,
        CancellationToken cancel)
    {
        if (!options.Value.Enabled) throw new ChatException(ErrorCode.Forbidden, "This system sends no push notifications.");
        var errors = new FieldErrors();
        var (p256dh, auth) = (WebPushKeys.ParsePoint(request.Keys?.P256dh ?? ""), WebPushKeys.ParseAuth(request.Keys?.Auth ?? ""));
        if (p256dh is null) errors.Add("keys.p256dh", "This is no public key of a browser: a point of P-256, uncompressed, in base64url.");
        if (auth is null) errors.Add("keys.auth", "This is no secret of a browser: 16 bytes in base64url.");
        if (string.IsNullOrEmpty(request.Endpoint)) errors.Add("endpoint", "endpoint is required.");
        else if (request.Endpoint.Length > PushSubscription.MaxEndpoint)
            errors.Add("endpoint", $"An endpoint has at most {PushSubscription.MaxEndpoint} characters.");
        errors.ThrowIfAny();

        var endpoint = await EnsureOutsideAsync(request.Endpoint!, client, cancel);
        var (made, isNew) = await subscriptions.AddAsync(caller.UserIdOf(), caller.SignInIdOf(), endpoint, p256dh!, auth!, cancel);
        var answer = PushSubscriptionDto.Of(made);
        if (isNew) return TypedResults.Created("/api/users/me/push-subscriptions/", answer);
        return TypedResults.Ok(answer);
    }

    static async Task<NoContent> RemoveAsync(long id, ClaimsPrincipal caller, PushSubscriptions subscriptions, CancellationToken cancel)
    {
        if (!await subscriptions.RemoveAsync(caller.UserIdOf(), id, cancel)) throw new ChatException(ErrorCode.PushSubscriptionNotFound);
        return TypedResults.NoContent();
    }

    /// <summary>The address, written as it will be asked. That it leads outside is checked again by each connection.</summary>
    static async Task<string> EnsureOutsideAsync(string endpoint, PushClient client, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(LookupTimeout);
        try
        {
            if (Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.AbsoluteUri.Length <= PushSubscription.MaxEndpoint
                && await client.IsAllowedAsync(uri, timeout.Token))
                return uri.AbsoluteUri;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nobody knows the name.
        }
        throw new ChatException(ErrorCode.PushEndpointRefused);
    }
}

/// <summary>Body of <c>POST /api/users/me/push-subscriptions/</c>: what the browser's <c>PushSubscription.toJSON()</c> says.</summary>
sealed record PushSubscriptionRequest(
    [property: Required, MaxLength(PushSubscription.MaxEndpoint)] string? Endpoint, [property: Required] PushSubscriptionKeys? Keys);

/// <summary>How to write to one browser alone, in base64url (RFC 8291).</summary>
sealed record PushSubscriptionKeys([property: Required] string? P256dh, [property: Required] string? Auth);

/// <summary>A subscription of the caller.</summary>
sealed record PushSubscriptionDto(long Id, DateTime CreatedAt)
{
    public static PushSubscriptionDto Of(PushSubscription row) => new(row.Id, row.CreatedAt);
}

/// <summary>The subscriptions of the caller. <paramref name="PublicKey"/> is null where nothing is pushed.</summary>
sealed record PushSubscriptionsDto(string? PublicKey, IEnumerable<PushSubscriptionDto> Subscriptions);
