using System.Globalization;
using System.Security.Cryptography;
using Chat.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.ServiceTesting;

/// <summary>Signs access tokens and publishes the key that proves them, where a service expects Accounts to do it.</summary>
sealed class Keys : IAsyncDisposable
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    readonly RSA _rsa = RSA.Create(2048);
    readonly RsaSecurityKey _key;
    readonly WebApplication _server;

    public Keys()
    {
        _key = new RsaSecurityKey(_rsa) { KeyId = "tests" };
        var published = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(includePrivateParameters: false)) { KeyId = _key.KeyId });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet(TokenRules.JwksPath, () => TypedResults.Ok(new { keys = new[] { new { published.Kty, published.Kid, published.N, published.E, use = "sig", alg = "RS256" } } }));
    }

    /// <summary>Where they are published, once it has started.</summary>
    public string Address => _server.Urls.First();

    public Task StartAsync() => _server.StartAsync();

    /// <summary>An access token as Accounts makes them, good for ten minutes.</summary>
    public string TokenOf(long userId, string username) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = TokenRules.Issuer,
        Audience = TokenRules.Audience,
        Expires = DateTime.UtcNow + Lifetime,
        Claims = new Dictionary<string, object>
        {
            [ChatClaims.UserId] = userId.ToString(CultureInfo.InvariantCulture),
            [ChatClaims.Username] = username,
            [ChatClaims.DisplayName] = username,
            [ChatClaims.SignInId] = $"sign-in-of-{username}",
            [ChatClaims.UserVersion] = 1,
        },
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
    });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _rsa.Dispose();
    }
}
