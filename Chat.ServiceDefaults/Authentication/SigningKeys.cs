using Chat.ServiceDefaults.Problems;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>
/// The public keys of Accounts, fetched when first needed, again after a while, and when a token names a key that is not among them. Once known
/// they are good while Accounts is down. Never known: the request is answered <see cref="ErrorCode.Unavailable"/>, not 401.
/// </summary>
/// <remarks>
/// Not the framework's <c>ConfigurationManager</c>: that one refreshes beside the request, so that a service which had nothing to do while the
/// keys changed would answer 401 to the first who came with a new one.
/// </remarks>
sealed class SigningKeys(IHttpClientFactory clients, TimeProvider time) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    public const string ClientName = "jwks";

    static readonly Uri Address = new("http://accounts" + TokenRules.JwksPath);
    static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    /// <summary>Nobody makes a service ask more often, whatever keys they invent. A new key is published for longer before it signs.</summary>
    static readonly TimeSpan AskAtMostEvery = TimeSpan.FromSeconds(2);

    readonly SemaphoreSlim _asking = new(1);
    volatile Known? _known;

    sealed record Known(OpenIdConnectConfiguration Keys, DateTimeOffset At, DateTimeOffset StaleAt);

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => Fresh() ?? await AskAsync(cancel);

    /// <summary>A token names a key that is not known: whoever wants the keys next gets them as they are now, or were two seconds ago.</summary>
    public void RequestRefresh()
    {
        var now = time.GetUtcNow();
        if (_known is { } known && known.At + AskAtMostEvery <= now) _known = known with { StaleAt = now };
    }

    public void Dispose() => _asking.Dispose();

    OpenIdConnectConfiguration? Fresh() => _known is { } known && time.GetUtcNow() < known.StaleAt ? known.Keys : null;

    /// <summary>One question at a time; whoever waited takes its answer.</summary>
    async Task<OpenIdConnectConfiguration> AskAsync(CancellationToken cancel)
    {
        await _asking.WaitAsync(cancel);
        try
        {
            if (Fresh() is { } fresh) return fresh;
            var now = time.GetUtcNow();
            try
            {
                using var http = clients.CreateClient(ClientName);
                var set = new JsonWebKeySet(await http.GetStringAsync(Address, cancel));
                var keys = new OpenIdConnectConfiguration { Issuer = TokenRules.Issuer, JsonWebKeySet = set };
                foreach (var key in set.GetSigningKeys()) keys.SigningKeys.Add(key);
                _known = new Known(keys, now, now + FreshFor);
                return keys;
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                if (_known is not { } last)
                    throw new ChatException(ErrorCode.Unavailable, "Tokens cannot be checked yet: the accounts service does not answer.", e);
                // What is known stays good while Accounts is away, and is asked for again soon.
                _known = last with { At = now, StaleAt = now + AskAtMostEvery };
                return last.Keys;
            }
        }
        finally
        {
            _asking.Release();
        }
    }
}
