using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>
/// Checks a token's signature once a minute, not with every request: the same token comes again and again, and checking it costs more than
/// many of the requests it comes with. It never outlives its own expiry.
/// </summary>
/// <param name="keys">Where the keys come from. Asked again when a token names one that is not known: keys change, and their change is nobody's
/// sign-out.</param>
/// <remarks>
/// What is kept is what services read of it: a connection holds on to its caller for hours, and a token with all that was read out of it is several
/// KB.
/// </remarks>
sealed class KnownTokens(Func<IConfigurationManager<OpenIdConnectConfiguration>?> keys) : TokenHandler, IDisposable
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
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && keys() is { } source)
        {
            source.RequestRefresh();
            var again = validationParameters.Clone();
            again.IssuerSigningKeys = (await source.GetConfigurationAsync(CancellationToken.None)).SigningKeys;
            result = await _checks.ValidateTokenAsync(token, again);
        }
        if (!result.IsValid) return result;
        result = Essence(result, validationParameters);
        var (now, expiry) = (DateTime.UtcNow, result.SecurityToken.ValidTo + validationParameters.ClockSkew);
        if (expiry > now)
        {
            var keptFor = expiry - now < KeptFor ? expiry - now : KeptFor;
            _kept.Set(token, result, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = keptFor });
        }
        return result;
    }

    static TokenValidationResult Essence(TokenValidationResult result, TokenValidationParameters parameters)
    {
        var read = result.ClaimsIdentity;
        var claims = ChatClaims.All.SelectMany(type => read.FindAll(type).Select(claim => new Claim(type, claim.Value)));
        return new TokenValidationResult
        {
            IsValid = true,
            ClaimsIdentity = new ClaimsIdentity(claims, read.AuthenticationType, parameters.NameClaimType, parameters.RoleClaimType),
            SecurityToken = new CheckedToken(result.SecurityToken.ValidFrom, result.SecurityToken.ValidTo),
        };
    }

    sealed class CheckedToken(DateTime from, DateTime to) : SecurityToken
    {
        public override string Id => "";
        public override string Issuer => "";
        public override SecurityKey? SecurityKey => null;
        public override SecurityKey? SigningKey { get; set; }
        public override DateTime ValidFrom => from;
        public override DateTime ValidTo => to;
    }
}
