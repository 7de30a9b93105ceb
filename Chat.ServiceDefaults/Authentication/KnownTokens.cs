using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>
/// Checks a token's signature once a minute, not with every request: the same token comes again and again, and checking it costs more than
/// many of the requests it comes with. It never outlives its own expiry.
/// </summary>
sealed class KnownTokens : TokenHandler, IDisposable
{
    const int MaxKept = 10_000;
    static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    readonly JsonWebTokenHandler _checks = new() { MapInboundClaims = false };
    readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxKept });

    public void Dispose() => _kept.Dispose();

    public override SecurityToken ReadToken(string token) => _checks.ReadToken(token);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (_kept.TryGetValue(token, out TokenValidationResult? known)) return known!;
        var result = await _checks.ValidateTokenAsync(token, validationParameters);
        var (now, expiry) = (DateTime.UtcNow, result.IsValid ? result.SecurityToken.ValidTo + validationParameters.ClockSkew : default);
        if (expiry > now)
        {
            var keptFor = expiry - now < KeptFor ? expiry - now : KeptFor;
            _kept.Set(token, result, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = keptFor });
        }
        return result;
    }
}
