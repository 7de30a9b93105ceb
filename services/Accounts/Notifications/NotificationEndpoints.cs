using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Notifications;

static class NotificationEndpoints
{
    /// <summary>Where the web app lets users choose.</summary>
    public const string SettingsPage = "/settings/notifications/";

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/users/me/notifications").WithTags("Notifications");
        own.MapGet("", GetAsync).WithSummary("How the caller is told of messages that they miss");
        own.MapPut("", SetAsync).WithSummary("Choose how to be told of messages that one misses");

        // For mail programs (RFC 8058): no cookie comes with it, the token is all. Looking changes nothing, as programs look at links by themselves.
        var unsubscribe = routes.MapGroup("/api/users/notifications/unsubscribe/{token}").WithTags("Notifications").AllowAnonymous();
        unsubscribe.MapPost("", UnsubscribeAsync).WithSummary("Get no more mails about missed messages, by the link in one").Refuses(ErrorCode.NotFound);
        unsubscribe.MapGet("", ShowSettings).WithSummary("The page with the settings, whatever the token").Produces(StatusCodes.Status302Found);
    }

    static async Task<Ok<NotificationsDto>> GetAsync(ClaimsPrincipal caller, AccountsDbContext db, Mailer mailer, CancellationToken cancel) =>
        TypedResults.Ok(await db.GetNotificationsAsync(caller.UserIdOf(), mailer, cancel));

    static async Task<Ok<NotificationsDto>> SetAsync(
        NotificationsRequest request, ClaimsPrincipal caller, AccountsDbContext db, Mailer mailer, CancellationToken cancel)
    {
        var (userId, wantsMail) = (caller.UserIdOf(), request.Mail ?? throw FieldErrors.Of("mail", "mail is true or false."));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO notification_settings (user_id, wants_mail, token) SELECT id, {wantsMail}, {NotificationSettings.NewToken()} FROM users WHERE id = {userId} AND is_active
            ON CONFLICT (user_id) DO UPDATE SET wants_mail = excluded.wants_mail
            """, cancel);
        return TypedResults.Ok(await db.GetNotificationsAsync(userId, mailer, cancel));
    }

    static async Task<NoContent> UnsubscribeAsync(string token, AccountsDbContext db, CancellationToken cancel)
    {
        var changed = NotificationSettings.TokenOf(token) is { } known
            ? await db.NotificationSettings.Where(row => row.Token == known).ExecuteUpdateAsync(set => set.SetProperty(row => row.WantsMail, false), cancel)
            : 0;
        return changed > 0 ? TypedResults.NoContent() : throw new ChatException(ErrorCode.NotFound);
    }

    static RedirectHttpResult ShowSettings(string token) => TypedResults.Redirect(SettingsPage);
}
