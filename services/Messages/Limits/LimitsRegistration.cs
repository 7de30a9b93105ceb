namespace Chat.Messages.Limits;

static class LimitsRegistration
{
    public static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<UserLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<WriteLimit>().AddSingleton<MarkerLimit>().AddSingleton<QuestionLimit>();
        return builder;
    }
}
