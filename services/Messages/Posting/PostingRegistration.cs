namespace Chat.Messages.Posting;

static class PostingRegistration
{
    /// <summary>The writer and what follows a commit.</summary>
    public static WebApplicationBuilder AddPosting(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<WriterOptions>().BindConfiguration("Writer").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PostBatchCommand>();
        builder.Services.AddSingleton<Poster>();
        // Stopped in reverse: the writer first, so that what it commits on its way out is still published.
        builder.Services.AddSingleton<BatchPublisher>().AddHostedService(services => services.GetRequiredService<BatchPublisher>());
        builder.Services.AddHostedService<BatchRelay>();
        builder.Services.AddSingleton<MessageWriter>().AddHostedService(services => services.GetRequiredService<MessageWriter>());
        return builder;
    }
}
