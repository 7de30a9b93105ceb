namespace Chat.Messages.Export;

static class ExportRegistration
{
    public static WebApplicationBuilder AddExport(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ExportKeyRing>().AddScoped<ExportWriter>().AddScoped<ExportArchive>();
        return builder;
    }
}
