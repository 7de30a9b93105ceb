using System.Net;
using System.Net.Http.Headers;
using Chat.ServiceDefaults.Outside;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Push;

/// <summary>
/// Hands messages to push services (RFC 8030). Their addresses come from users, so <see cref="OutsideConnections"/> guards them; what they answer is
/// not read.
/// </summary>
sealed class PushClient : IDisposable
{
    readonly OutsideConnections _outside;
    readonly PushIdentity _identity;
    readonly HttpClient _http;

    public PushClient(PushIdentity identity, IOptions<PushOptions> options)
    {
        _identity = identity;
        _outside = new OutsideConnections(options.Value.AllowedNetworks) { RequiresTls = true };
        var handler = _outside.NewHandler();
        handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds) };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether this can be the address of a push service.</summary>
    public async Task<bool> IsAllowedAsync(Uri endpoint, CancellationToken cancel) =>
        endpoint.Scheme is ("https" or "http") && endpoint.UserInfo.Length == 0 && endpoint.Fragment.Length == 0
            && await _outside.IsOutsideAsync(endpoint, cancel);

    /// <summary>Hands one message over.</summary>
    /// <param name="subscription">Whose browser it is for.</param>
    /// <param name="news">What it says.</param>
    /// <param name="ttl">For how long it is kept while the device is off.</param>
    /// <param name="topic">While it is kept, a newer one of the same topic takes its place.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<PushOutcome> SendAsync(PushSubscription subscription, PushNews news, TimeSpan ttl, string topic, CancellationToken cancel)
    {
        var endpoint = new Uri(subscription.Endpoint);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(PushEncryption.Encrypt(news.ToUtf8(), subscription.P256dh, subscription.Auth)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add(PushEncryption.Encoding);
        request.Headers.TryAddWithoutValidation("Authorization", await _identity.AuthorizeAsync(endpoint, cancel));
        request.Headers.Add("TTL", ((long)ttl.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
        // It is meant for this user, who wants to know now: phones that doze wake up for this alone.
        request.Headers.Add("Urgency", "high");
        request.Headers.Add("Topic", topic);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return response.StatusCode switch
            {
                >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new(PushResult.Sent),
                HttpStatusCode.NotFound or HttpStatusCode.Gone => new(PushResult.Gone),
                HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                    new(PushResult.Later, (int)response.StatusCode, RetryAfterOf(response)),
                _ => new(PushResult.Refused, (int)response.StatusCode),
            };
        }
        catch (HttpRequestException e) when (e.InnerException is NotPublicException)
        {
            // Its name leads elsewhere than when it was registered.
            return new(PushResult.Gone);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new(PushResult.Later);
        }
    }

    static TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow,
        _ => null,
    };
}

/// <summary>What came of a message.</summary>
enum PushResult
{
    Sent,

    /// <summary>The push service does not have it now, but may later.</summary>
    Later,

    /// <summary>The push service will never have it.</summary>
    Refused,

    /// <summary>There is no such subscription any more.</summary>
    Gone,
}

/// <summary>What came of a message, with the push service's status, 0 if it did not answer, and how long it wants to be left alone.</summary>
readonly record struct PushOutcome(PushResult Result, int Status = 0, TimeSpan? RetryAfter = null);
