using Chat.Accounts.Mail;
using Chat.Contracts.Sessions.V1;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Accounts.Notifications;

static class NotificationsRegistration
{
    /// <summary>Mails about missed messages.</summary>
    public static WebApplicationBuilder AddNotifications(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<NotificationOptions>().BindConfiguration("Notifications").ValidateOnStart();
        builder.Services.AddScoped<NoticeOrders>().AddScoped<MailOrders<NoticeOrder>>(services => services.GetRequiredService<NoticeOrders>());
        builder.Services.AddServiceClient<Membership.MembershipClient>("sessions");
        builder.Services.AddHostedService<NoticeMailer>();
        return builder;
    }
}
