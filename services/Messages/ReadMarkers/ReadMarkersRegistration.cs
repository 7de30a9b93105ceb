namespace Chat.Messages.ReadMarkers;

static class ReadMarkersRegistration
{
    public static WebApplicationBuilder AddReadMarkers(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ReadState>().AddScoped<MarkerMover>();
        builder.Services.AddSingleton<MarkerNews>().AddHostedService(services => services.GetRequiredService<MarkerNews>());
        return builder;
    }
}
