using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>
/// Who may call. Everything needs a user's access token unless it says otherwise; what services ask each other needs
/// <see cref="ServiceOnly"/>, what administrators do needs <see cref="Administrator"/>. A service trusts nothing but these two tokens, so it is as
/// safe without the gateway as behind it.
/// </summary>
public static class AuthenticationRegistration
{
    /// <summary>The policy of endpoints for other services only.</summary>
    public const string ServiceOnly = "service";

    /// <summary>The policy of what only administrators may know of: everybody else is answered 404.</summary>
    public const string Administrator = "administrator";

    internal static WebApplicationBuilder AddChatAuthentication(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceAuthOptions>().BindConfiguration("ServiceAuth").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ServiceTokens>();
        builder.Services.AddHttpClient(SigningKeys.ClientName, http => http.Timeout = TimeSpan.FromSeconds(3));
        builder.Services.AddSingleton<SigningKeys>();
        builder.Services.AddSingleton<RevokedTokens>().AddHostedService(services => services.GetRequiredService<RevokedTokens>());
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, HiddenFromOthers>();

        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer()
            .AddJwtBearer(ServiceTokens.Scheme, _ => { });
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<SigningKeys, RevokedTokens>(ConfigureUsers);
        builder.Services.AddOptions<JwtBearerOptions>(ServiceTokens.Scheme).Configure<IOptions<ServiceAuthOptions>>(ConfigureServices);

        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(JwtBearerDefaults.AuthenticationScheme).RequireAuthenticatedUser().Build())
            .AddPolicy(ServiceOnly, policy => policy.AddAuthenticationSchemes(ServiceTokens.Scheme).RequireAuthenticatedUser())
            .AddPolicy(Administrator, policy => policy.AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme).RequireRole(ChatClaims.Administrator));
        return builder;
    }

    static void ConfigureUsers(JwtBearerOptions options, SigningKeys keys, RevokedTokens revoked)
    {
        options.UseKnownTokens();
        options.ConfigurationManager = keys;
        // Services call by gRPC and with tokens of their own; those are not even looked at here.
        options.ForwardDefaultSelector = http =>
            http.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true ? ServiceTokens.Scheme : null;
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = token =>
            {
                if (revoked.Contains(token.Principal!)) token.Fail("The token is revoked.");
                return Task.CompletedTask;
            },
        };
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = TokenRules.Issuer,
            ValidAudience = TokenRules.Audience,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            NameClaimType = ChatClaims.Username,
            RoleClaimType = ChatClaims.Role,
            ClockSkew = TimeSpan.FromSeconds(10),
        };
    }

    static void ConfigureServices(JwtBearerOptions options, IOptions<ServiceAuthOptions> trust)
    {
        options.UseKnownTokens();
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = ServiceTokens.Issuer,
            ValidAudience = ServiceTokens.Issuer,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = ServiceTokens.KeyOf(trust.Value),
            ClockSkew = TimeSpan.FromSeconds(30),
        };
    }

    static void UseKnownTokens(this JwtBearerOptions options)
    {
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(new KnownTokens(() => options.ConfigurationManager));
        options.SaveToken = false;
    }
}
