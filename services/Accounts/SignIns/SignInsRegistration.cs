namespace Chat.Accounts.SignIns;

static class SignInsRegistration
{
    public static WebApplicationBuilder AddSignIns(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignInStore>().AddSingleton<UserSignIns>();
        builder.Services.AddScoped<SignInStarting>().AddScoped<SignInEnding>();
        return builder;
    }
}
