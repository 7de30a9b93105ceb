using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chat.ServiceDefaults.Draining;

static class DrainingRegistration
{
    public static WebApplicationBuilder AddDraining(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DrainingOptions>().BindConfiguration("Draining").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Readiness>().AddSingleton<Departure>();
        builder.Services.AddHealthChecks().AddCheck<Readiness>("draining");
        builder.Services.AddSingleton<IHostLifetime, DrainingLifetime>();
        return builder;
    }
}
