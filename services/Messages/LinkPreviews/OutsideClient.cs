using System.Net;
using System.Net.Http.Headers;
using Chat.ServiceDefaults.Outside;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.Messages.LinkPreviews;

/// <summary>
/// Asks servers outside, on behalf of nobody, and never one inside (<see cref="OutsideConnections"/>). Each redirect is a request of its own.
/// </summary>
sealed class OutsideClient : IDisposable
{
    const int MaxRedirects = 5;

    readonly HttpClient _http;
    readonly TokenBuckets<string> _hosts;

    public OutsideClient(IOptions<LinkPreviewOptions> options)
    {
        var handler = new OutsideConnections(options.Value.AllowedNetworks).NewHandler();
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5);
        _http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var perMinute = options.Value.RequestsPerMinuteAndHost;
        _hosts = new TokenBuckets<string>(perMinute, atOnce: perMinute, TimeSpan.FromMinutes(1), TimeProvider.System);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("ChatLinkPreview/1.0");
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en, *;q=0.5");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What is found at an address, after redirects.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="accept">What is asked for.</param>
    /// <param name="maxBytesOf">How many bytes of an answer of this media type are read; 0: none, as it is not wanted.</param>
    /// <param name="cancel">Ends it; there is no other limit of time.</param>
    /// <exception cref="NothingThereException">It is refused, or not what is wanted: asking again does not help.</exception>
    /// <exception cref="HttpRequestException">It does not answer, or not now, or has been asked too often.</exception>
    public async Task<OutsideAnswer> GetAsync(Uri uri, string accept, Func<string, int> maxBytesOf, CancellationToken cancel)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (!FirstLink.Check(uri)) throw new NothingThereException("it is no address of the web");
            // Each hop is a request to somebody: a redirect must not turn us on them.
            if (!_hosts.TryTake(uri.IdnHost, out _)) throw new HttpRequestException("Its host has been asked too often.");
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Accept.ParseAdd(accept);
            using var response = await SendAsync(request, cancel);
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                uri = response.Headers.Location is { } next && Uri.TryCreate(uri, next, out var target)
                    ? target
                    : throw new NothingThereException("it leads nowhere");
                continue;
            }
            if ((int)response.StatusCode is 408 or 425 or 429 or >= 500) throw new HttpRequestException($"It answered {(int)response.StatusCode}.");
            if (response.StatusCode is not HttpStatusCode.OK) throw new NothingThereException($"it answered {(int)response.StatusCode}");
            var type = response.Content.Headers.ContentType;
            var maxBytes = maxBytesOf(type?.MediaType?.ToLowerInvariant() ?? "");
            if (maxBytes == 0) throw new NothingThereException("it is of another kind");
            var (body, isWhole) = await ReadAsync(response.Content, maxBytes, cancel);
            return new OutsideAnswer(uri, type!, body, isWhole);
        }
        throw new NothingThereException("it leads on without end");
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e) when (e.InnerException is NotPublicException refused)
        {
            throw new NothingThereException(refused.Message);
        }
    }

    static async Task<(byte[] Body, bool IsWhole)> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancel)
    {
        await using var stream = await content.ReadAsStreamAsync(cancel);
        var (buffer, length) = (new byte[Math.Min(maxBytes, 64 * 1024)], 0);
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == maxBytes) return (buffer, IsWhole: await stream.ReadAsync(new byte[1], cancel) == 0);
                Array.Resize(ref buffer, (int)Math.Min(maxBytes, length * 2L));
            }
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancel);
            if (read == 0) return (buffer[..length], IsWhole: true);
            length += read;
        }
    }
}

/// <summary>What a server outside said.</summary>
/// <param name="Uri">Where, after redirects.</param>
/// <param name="Type">Its own word for what it is.</param>
/// <param name="Body">The bytes, or the first of them.</param>
/// <param name="IsWhole">There are no more.</param>
sealed record OutsideAnswer(Uri Uri, MediaTypeHeaderValue Type, byte[] Body, bool IsWhole);

/// <summary>There is nothing to be had at an address, now and later. The message continues "no preview, as ...".</summary>
sealed class NothingThereException(string message) : Exception(message);
