using System.Text;

namespace Chat.Messages.LinkPreviews;

static class LinkPreviewRegistration
{
    /// <summary>What pages say of themselves that messages link to. Off unless configured.</summary>
    public static WebApplicationBuilder AddLinkPreviews(this WebApplicationBuilder builder)
    {
        // Pages are written in more alphabets than .NET reads by itself.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        builder.Services.AddOptions<LinkPreviewOptions>().BindConfiguration("LinkPreviews").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<OutsideClient>().AddSingleton<PreviewPictures>().AddSingleton<PagePreviews>().AddSingleton<LinkJobs>();
        builder.Services.AddHostedService<LinkPreviewer>();
        return builder;
    }
}
