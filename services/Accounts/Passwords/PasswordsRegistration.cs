using Chat.Accounts.Mail;

namespace Chat.Accounts.Passwords;

static class PasswordsRegistration
{
    public static WebApplicationBuilder AddPasswords(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ResetOrders>().AddScoped<MailOrders<ResetOrder>>(services => services.GetRequiredService<ResetOrders>());
        builder.Services.AddHostedService<ResetMailer>();
        return builder;
    }
}
