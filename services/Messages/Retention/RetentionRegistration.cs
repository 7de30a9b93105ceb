namespace Chat.Messages.Retention;

static class RetentionRegistration
{
    public static WebApplicationBuilder AddRetention(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<RetentionPolicies>();
        builder.Services.AddHostedService<RetentionJob>();
        return builder;
    }
}
