using Chat.ServiceDefaults.Hosting;

namespace Chat.Messages.Membership;

static class MembershipRegistration
{
    public static WebApplicationBuilder AddMembership(this WebApplicationBuilder builder)
    {
        builder.Services.AddServiceClient<Contracts.Sessions.V1.Membership.MembershipClient>("sessions");
        builder.Services.AddSingleton<MembershipProjection>().AddSingleton<SessionEraser>().AddSingleton<MembershipQuestion>();
        builder.Services.AddScoped<OwnedSessions>();
        return builder;
    }
}
