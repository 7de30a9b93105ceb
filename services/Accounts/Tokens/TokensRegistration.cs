using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Chat.Accounts.Tokens;

static class TokensRegistration
{
    public static WebApplicationBuilder AddTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SigningKeyRing>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<OwnSigningKeys>();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<OwnSigningKeys>((options, keys) => options.ConfigurationManager = keys);
        return builder;
    }
}
