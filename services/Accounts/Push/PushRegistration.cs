namespace Chat.Accounts.Push;

static class PushRegistration
{
    /// <summary>Notifications for browsers while no page is open (Web Push).</summary>
    public static WebApplicationBuilder AddPush(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PushOptions>().BindConfiguration("Push").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PushIdentity>().AddSingleton<PushClient>().AddScoped<PushSubscriptions>();
        builder.Services.AddSingleton<PushSender>().AddHostedService(services => services.GetRequiredService<PushSender>());
        builder.Services.AddHostedService<PushSweeper>();
        return builder;
    }
}
