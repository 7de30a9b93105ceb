using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace Chat.AppHost;

internal static class AppHostBuilder
{
    /// <summary>With the dashboard unless <c>Dashboard:Enabled</c> is false.</summary>
    internal static IDistributedApplicationBuilder Create(string[] args)
    {
        // Asked before there is a builder, whose configuration would know.
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var builder = DistributedApplication.CreateBuilder(
            new DistributedApplicationOptions { Args = args, DisableDashboard = !settings.GetValue("Dashboard:Enabled", true) });
        // Found from any current folder.
        builder.Configuration.Sources.Insert(
            0, new JsonConfigurationSource { FileProvider = new PhysicalFileProvider(builder.AppHostDirectory), Path = "appsettings.json" });
        // Whoever can reach the loopback may look; only what is started here may send, by the keys that the builder has made.
        builder.Configuration["AppHost:BrowserToken"] = "";
        // Returns from stopping when everything has stopped, so that the next run finds ports and folders free.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        return builder;
    }
}
