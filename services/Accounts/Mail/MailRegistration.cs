namespace Chat.Accounts.Mail;

static class MailRegistration
{
    public static WebApplicationBuilder AddMail(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SmtpOptions>().BindConfiguration("Smtp").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<SiteOptions>().BindConfiguration("Site")
            .Validate(
                site => Uri.TryCreate(site.PublicOrigin, UriKind.Absolute, out var origin) && origin.Scheme is ("http" or "https"),
                "Site:PublicOrigin must be an address like https://chat.example.org.")
            .ValidateOnStart();
        builder.Services.AddSingleton<Mailer>();
        return builder;
    }
}
