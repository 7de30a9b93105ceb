namespace Chat.Messages.Reading;

static class ReadingRegistration
{
    public static WebApplicationBuilder AddReading(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<MessageStates>().AddScoped<ChangeReader>().AddScoped<PageReader>();
        builder.Services.AddSingleton<PageLooks>().AddSingleton<NewestPages>();
        return builder;
    }
}
