namespace Chat.Messages.Attention;

static class AttentionRegistration
{
    /// <summary>For whom messages are meant, and what of that they miss.</summary>
    public static WebApplicationBuilder AddAttention(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NotificationOptions>().BindConfiguration("Notifications").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<AttentionBacklog>().AddScoped<AddressedMessages>().AddScoped<MissedMessages>();
        builder.Services.AddHostedService<AttentionFollowing>().AddHostedService<MissedTelling>();
        return builder;
    }
}
