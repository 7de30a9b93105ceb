using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions.V1;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Accounts.Export;

static class ExportRegistration
{
    /// <summary>The services that know more of a user than this one.</summary>
    public static WebApplicationBuilder AddExport(this WebApplicationBuilder builder)
    {
        builder.Services.AddServiceClient<PersonalSessions.PersonalSessionsClient>("sessions");
        builder.Services.AddServiceClient<PersonalMessages.PersonalMessagesClient>("messages");
        return builder;
    }
}
