using Chat.Accounts.EncryptionKeys;
using Chat.Accounts.Notifications;
using Chat.Accounts.Profile;
using Chat.Accounts.SignIns;

namespace Chat.Accounts.Export;

/// <summary>The form of the file, for the API's description; <see cref="ExportFile"/> writes it piece by piece.</summary>
sealed record ExportDto(
    DateTime ExportedAt, OwnUserDto Account, NotificationsDto Notifications, IReadOnlyList<SignInDto> SignIns,
    IReadOnlyList<ExportedPushSubscription> PushSubscriptions,
    PublicKeyDto? EncryptionKey,
    IReadOnlyList<ExportedMembership> Sessions, IReadOnlyList<ExportedPersonalMessage> Messages);
