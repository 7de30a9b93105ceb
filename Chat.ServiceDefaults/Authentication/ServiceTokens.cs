using System.Reflection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>Makes the tokens by which services know each other: HS256 over the shared key, five minutes long, reused until near their end.</summary>
sealed class ServiceTokens(IOptions<ServiceAuthOptions> options, TimeProvider time)
{
    public const string Scheme = "Service";
    public const string Issuer = "chat-services";

    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    static readonly string Self = Assembly.GetEntryAssembly()?.GetName().Name ?? "service";

    readonly SymmetricSecurityKey _key = KeyOf(options.Value);
    Made? _current;

    public static SymmetricSecurityKey KeyOf(ServiceAuthOptions options)
    {
        var bytes = Convert.FromBase64String(options.Key);
        return bytes.Length >= 32
            ? new SymmetricSecurityKey(bytes)
            : throw new OptionsValidationException(
                nameof(ServiceAuthOptions), typeof(ServiceAuthOptions), ["ServiceAuth:Key must be base64 of at least 32 bytes."]);
    }

    public string Current()
    {
        var now = time.GetUtcNow();
        if (_current is { } made && now < made.RenewAt) return made.Token;

        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            Claims = new Dictionary<string, object> { ["sub"] = Self },
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime.AddSeconds(-30),
            Expires = now.UtcDateTime + Lifetime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
        _current = new Made(token, now + Lifetime * 0.8);
        return token;
    }

    sealed record Made(string Token, DateTimeOffset RenewAt);
}
