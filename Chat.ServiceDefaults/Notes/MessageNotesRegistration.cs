using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Notes;

public static class MessageNotesRegistration
{
    /// <summary>Notes of what happens to messages; Redis must be registered.</summary>
    public static WebApplicationBuilder AddMessageNotes(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<MessageNotesOptions>().BindConfiguration("MessageNotes").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<MessageNotes>().AddHostedService(services => services.GetRequiredService<MessageNotes>());
        return builder;
    }
}
