namespace Chat.Accounts.Passwords;

static class PasswordsRegistration
{
    public static WebApplicationBuilder AddPasswords(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ResetOrders>();
        builder.Services.AddHostedService<ResetMailer>();
        return builder;
    }
}
