using System.Collections.Concurrent;
using Chat.Contracts.Accounts.V1;
using Chat.ServiceDefaults.Telemetry;
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
    readonly ConcurrentDictionary<string, Lazy<Task<ExchangeReply?>>> _underWay = new();

    /// <summary>
    /// The access token for a sign-in cookie, as of this version of its user or a later one; null when Accounts does not know the sign-in
    /// or its user may not sign in.
    /// </summary>
    public async Task<string?> GetAsync(string signInId, long goodFrom, string cookie, CancellationToken cancel)
    {
        var isKept = _kept.TryGetValue(signInId, out ExchangeReply? kept) && kept!.UserVersion >= goodFrom;
        CacheMeter.Count("access_tokens", isKept);
        if (isKept) return kept!.AccessToken;
        var token = await AskAsync(signInId, cookie, cancel);
        // A question that others had asked already may have been answered before the user changed.
        if (token is not null && token.UserVersion < goodFrom) token = await AskAsync(signInId, cookie, cancel);
        return token?.AccessToken;
    }

    public void Forget(string signInId) => _kept.Remove(signInId);

    public void Dispose() => _kept.Dispose();

    Task<ExchangeReply?> AskAsync(string signInId, string cookie, CancellationToken cancel) =>
        _underWay.GetOrAdd(signInId, id => new Lazy<Task<ExchangeReply?>>(() => ExchangeAsync(id, cookie))).Value.WaitAsync(cancel);

    async Task<ExchangeReply?> ExchangeAsync(string signInId, string cookie)
    {
        try
        {
            var reply = await accounts.ExchangeAsync(new ExchangeRequest { Cookie = cookie }, deadline: time.GetUtcNow().UtcDateTime + Deadline);
            var lifetime = TimeSpan.FromSeconds(reply.ExpiresIn) - Margin;
            if (lifetime > TimeSpan.Zero)
                _kept.Set(signInId, reply, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = lifetime });
            return reply;
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
