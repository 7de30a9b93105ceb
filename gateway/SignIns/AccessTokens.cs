using System.Collections.Concurrent;
using Chat.Contracts.Accounts.V1;
using Grpc.Core;
using Microsoft.Extensions.Caching.Memory;

namespace Chat.Gateway.SignIns;

/// <summary>
/// The access tokens of browsers' sign-ins, kept until shortly before they expire. Many requests that need one at once share one question to
/// Accounts. Whether the sign-in still lives is no business of this class: that is asked on every request.
/// </summary>
sealed class AccessTokens(Contracts.Accounts.V1.SignIns.SignInsClient accounts, TimeProvider time) : IDisposable
{
    const int MaxKept = 20_000;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>A token that is handed on is good for at least this long.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxKept });
    readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _underWay = new();

    /// <summary>The access token for a sign-in cookie; null when Accounts does not know the sign-in or its user may not sign in.</summary>
    public Task<string?> GetAsync(string signInId, string cookie, CancellationToken cancel) =>
        _kept.TryGetValue(signInId, out string? token)
            ? Task.FromResult(token)
            : _underWay.GetOrAdd(signInId, id => new Lazy<Task<string?>>(() => ExchangeAsync(id, cookie))).Value.WaitAsync(cancel);

    public void Forget(string signInId) => _kept.Remove(signInId);

    public void Dispose() => _kept.Dispose();

    async Task<string?> ExchangeAsync(string signInId, string cookie)
    {
        try
        {
            var reply = await accounts.ExchangeAsync(new ExchangeRequest { Cookie = cookie }, deadline: time.GetUtcNow().UtcDateTime + Deadline);
            var lifetime = TimeSpan.FromSeconds(reply.ExpiresIn) - Margin;
            if (lifetime > TimeSpan.Zero)
                _kept.Set(signInId, reply.AccessToken, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = lifetime });
            return reply.AccessToken;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
        finally
        {
            _underWay.TryRemove(signInId, out _);
        }
    }
}
