using System.Text.Json;
using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Notifications;

/// <summary>The queue of mails about missed messages.</summary>
sealed class NoticeOrders(AccountsDbContext db, TimeProvider time) : MailOrders<NoticeOrder>(db, time)
{
    /// <summary>Takes an order, if the user gets such mails at all, and has not had this one. What they want is asked again when it is sent.</summary>
    public Task AddAsync(Guid key, long userId, IReadOnlyList<MissedSession> missed, CancellationToken cancel) => Db.Database.ExecuteSqlAsync(
        $"""
        WITH reached AS (
            SELECT id FROM users WHERE id = {userId} AND is_active AND email IS NOT NULL
        ), told AS (
            INSERT INTO notification_settings (user_id, wants_mail, token, last_notice) SELECT id, true, {NotificationSettings.NewToken()}, {key} FROM reached
            ON CONFLICT (user_id) DO UPDATE SET last_notice = excluded.last_notice
            WHERE notification_settings.wants_mail AND notification_settings.last_notice IS DISTINCT FROM excluded.last_notice
            RETURNING user_id
        )
        INSERT INTO notice_orders (user_id, sessions, created_at, due_at, attempts)
        SELECT user_id, {JsonSerializer.Serialize(missed, JsonDefaults.Options)}::jsonb, {Now}, {Now}, 0 FROM told
        """, cancel);

    /// <summary>What an order is about.</summary>
    public static IReadOnlyList<MissedSession> MissedIn(NoticeOrder order) =>
        JsonSerializer.Deserialize<IReadOnlyList<MissedSession>>(order.Sessions, JsonDefaults.Options)!;
}
