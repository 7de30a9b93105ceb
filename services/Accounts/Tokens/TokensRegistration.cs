using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Chat.Accounts.Tokens;

static class TokensRegistration
{
    public static WebApplicationBuilder AddTokens(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AccessTokenOptions>().BindConfiguration("AccessTokens").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<SigningKeyOptions>().BindConfiguration("SigningKeys").ValidateDataAnnotations()
            .Validate(keys => keys.AreConsistent, "SigningKeys:ReadEverySeconds must be less than SigningKeys:PublishedAheadSeconds.").ValidateOnStart();
        builder.Services.AddSingleton<SigningKeyRing>().AddHostedService<SigningKeyRotation>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<OwnSigningKeys>();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<OwnSigningKeys>((options, keys) => options.ConfigurationManager = keys);
        return builder;
    }
}
