using System.ComponentModel.DataAnnotations;

namespace Chat.Accounts.Notifications;

/// <summary>How the caller is told of what they miss.</summary>
sealed record NotificationsDto(MailNotificationsDto Mail);

/// <param name="Wanted">The caller's choice; true until they choose.</param>
/// <param name="Possible">The caller has an e-mail address, and the site sends mail.</param>
sealed record MailNotificationsDto(bool Wanted, bool Possible);

/// <summary>Body of <c>PUT /api/users/me/notifications/</c>.</summary>
sealed record NotificationsRequest([property: Required] bool? Mail);
