using Chat.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Tokens;

namespace Chat.Accounts.Tokens;

static class JwksEndpoint
{
    public static void MapJwks(this IEndpointRouteBuilder routes) =>
        routes.MapGet(TokenRules.JwksPath, GetAsync).AllowAnonymous().WithTags("Tokens")
            .WithSummary("The public keys that access tokens are signed with (RFC 7517)");

    /// <summary>The public keys (RFC 7517).</summary>
    static async Task<Ok<Jwks>> GetAsync(SigningKeyRing keys, HttpContext http, CancellationToken cancel)
    {
        var all = await keys.GetAllAsync(cancel);
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(new Jwks([.. all.Select(Describe)]));
    }

    static Jwk Describe(RsaSecurityKey key)
    {
        var numbers = key.Rsa.ExportParameters(includePrivateParameters: false);
        var (modulus, exponent) = (Base64UrlEncoder.Encode(numbers.Modulus), Base64UrlEncoder.Encode(numbers.Exponent));
        return new Jwk("RSA", "sig", SecurityAlgorithms.RsaSha256, key.KeyId, modulus, exponent);
    }

    sealed record Jwks(IReadOnlyList<Jwk> Keys);

    sealed record Jwk(string Kty, string Use, string Alg, string Kid, string N, string E);
}
