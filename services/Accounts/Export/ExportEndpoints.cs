using System.Globalization;
using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.EncryptionKeys;
using Chat.Accounts.Mail;
using Chat.Accounts.Notifications;
using Chat.Accounts.Profile;
using Chat.Accounts.Push;
using Chat.Accounts.SignIns;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions.V1;
using Chat.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Export;

static class ExportEndpoints
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    public static void MapExport(this IEndpointRouteBuilder routes) => routes.MapGet("/api/users/me/export", ExportAsync)
        .WithTags("Profile").WithSummary("All that is kept about the caller, as one file").Produces<ExportDto>();

    /// <summary>
    /// All that is kept about a user, as one JSON file. It is passed on as it comes, so its size does not matter. What can fail for a
    /// neighbour that is away fails before the answer begins; a file that breaks off later is cut, not whole.
    /// </summary>
    static async Task<PushStreamHttpResult> ExportAsync(
        ClaimsPrincipal caller,
        HttpContext http,
        AccountsDbContext db,
        SignInStore signIns,
        PushSubscriptions pushSubscriptions,
        Mailer mailer,
        PersonalSessions.PersonalSessionsClient sessionsClient,
        PersonalMessages.PersonalMessagesClient messagesClient,
        TimeProvider time,
        CancellationToken cancel)
    {
        var (id, now) = (caller.UserIdOf(), time.GetUtcNow().UtcDateTime);
        var account = await db.GetOwnProfileAsync(id, cancel);
        var notifications = await db.GetNotificationsAsync(id, mailer, cancel);
        var ownSignIns = (await signIns.FindAllAsync(id)).Select(signIn => SignInDto.Of(signIn, caller.SignInIdOf())).ToArray();
        var devices = (await pushSubscriptions.FindAsync(id, cancel)).Select(ExportedPushSubscription.Of).ToArray();

        var key = (await db.EncryptionKeys.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == id, cancel)) is { } own ? PublicKeyDto.Of(own) : null;

        var sessions = await IncomingList<PersonalSession>.BeginAsync(
            sessionsClient.List(new ListPersonalSessionsRequest { UserId = id }, deadline: now + Deadline, cancellationToken: cancel), cancel);
        http.Response.RegisterForDispose(sessions);
        var messages = await IncomingList<PersonalMessage>.BeginAsync(
            messagesClient.List(new ListPersonalMessagesRequest { UserId = id }, deadline: now + Deadline, cancellationToken: cancel), cancel);
        http.Response.RegisterForDispose(messages);

        return TypedResults.Stream(
            body => new ExportFile(now, account, notifications, ownSignIns, devices, key, sessions, messages).WriteAsync(body, cancel),
            "application/json",
            string.Create(CultureInfo.InvariantCulture, $"chat-{account.Username}-{now:yyyy-MM-dd}.json"));
    }
}
