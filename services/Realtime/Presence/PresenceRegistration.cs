namespace Chat.Realtime.Presence;

static class PresenceRegistration
{
    public static WebApplicationBuilder AddPresence(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PresenceStore>().AddSingleton<PresenceTracker>().AddHostedService<PresenceLoop>();
        return builder;
    }
}
