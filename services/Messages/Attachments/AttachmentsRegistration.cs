using Chat.Media;
using Chat.Messages.Attachments.Finishing;
using Chat.Messages.Attachments.Storage;
using Chat.Messages.Attachments.Uploads;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attachments;

static class AttachmentsRegistration
{
    /// <summary>Files of messages: their uploads, their store, and what deletes them.</summary>
    public static WebApplicationBuilder AddAttachments(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<FilesOptions>().BindConfiguration("Files").ValidateDataAnnotations()
            .Validate(files => files.Store is not FileStoreKind.S3 || files.S3.Bucket.Length > 0, "Files:S3:Bucket is required with Files:Store=S3.")
            .ValidateOnStart();
        builder.Services.AddOptions<UploadLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<FolderStore>().AddSingleton<S3Store>();
        builder.Services.AddSingleton<IFileStore>(services => services.GetRequiredService<IOptions<FilesOptions>>().Value.Store is FileStoreKind.S3
            ? services.GetRequiredService<S3Store>()
            : services.GetRequiredService<FolderStore>());
        builder.Services.AddSingleton<UploadLimit>().AddScoped<UploadBook>();
        builder.Services.AddSingleton(services => PicturesOf(services.GetRequiredService<IOptions<FilesOptions>>().Value)).AddSingleton<VirusScan>()
            .AddSingleton<FileFinisher>().AddSingleton<PostedFiles>();
        builder.Services.AddHostedService<FileSweeper>();
        return builder;
    }

    static Pictures PicturesOf(FilesOptions files) => new(files.MaxPixels, TimeSpan.FromSeconds(files.PictureTimeoutSeconds));

    public static void MapAttachments(this IEndpointRouteBuilder routes)
    {
        routes.MapUploads();
        routes.MapFiles();
    }
}
