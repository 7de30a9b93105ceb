using Chat.Accounts.Audit;
using Chat.Accounts.Avatars;
using Chat.Accounts.EncryptionKeys;
using Chat.Accounts.Notifications;
using Chat.Accounts.Passwords;
using Chat.Accounts.Push;
using Chat.Accounts.Tokens;
using Chat.Accounts.TwoFactor;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Data;

sealed class AccountsDbContext(DbContextOptions<AccountsDbContext> options) : DbContext(options)
{
    const string UserIds = "user_ids";

    /// <summary>Bytes (Web Authentication, 5.1).</summary>
    const int MaxCredentialId = 1023;

    const int MaxSignInId = 64;

    public DbSet<User> Users => Set<User>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();
    public DbSet<ResetOrder> ResetOrders => Set<ResetOrder>();
    public DbSet<ResetToken> ResetTokens => Set<ResetToken>();
    public DbSet<NoticeOrder> NoticeOrders => Set<NoticeOrder>();
    public DbSet<NotificationSettings> NotificationSettings => Set<NotificationSettings>();
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<EncryptionKey> EncryptionKeys => Set<EncryptionKey>();
    public DbSet<Avatar> Avatars => Set<Avatar>();
    public DbSet<PushKey> PushKeys => Set<PushKey>();
    public DbSet<PushSubscription> PushSubscriptions => Set<PushSubscription>();
    public DbSet<IdentityUserPasskey<long>> Passkeys => Set<IdentityUserPasskey<long>>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasSequence<long>(UserIds).IncrementsBy(1);
        modelBuilder.Entity<User>(row =>
        {
            row.ToTable("users");
            // The id is drawn before the insert, so that the event which carries it is saved with the user.
            row.Property(user => user.Id).UseHiLo(UserIds);
            row.Property(user => user.UserName).IsRequired().HasMaxLength(UserRules.MaxUsername);
            // Collation C: the same index serves equality, prefixes and order.
            row.Property(user => user.NormalizedUserName).IsRequired().HasMaxLength(UserRules.MaxUsername).UseCollation("C");
            row.HasIndex(user => user.NormalizedUserName).IsUnique();
            row.Property(user => user.DisplayName).HasMaxLength(UserRules.MaxDisplayName);
            row.Property(user => user.NormalizedDisplayName).HasMaxLength(UserRules.MaxDisplayName).UseCollation("C");
            row.HasIndex(user => user.NormalizedDisplayName);
            row.Property(user => user.Email).HasMaxLength(UserRules.MaxEmail);
            row.HasIndex(user => user.IsAdmin).HasFilter("is_admin");
            // Not unique: anyone can claim an address, so it must not tell who has it or keep its owner from using it.
            row.Property(user => user.NormalizedEmail).HasMaxLength(UserRules.MaxEmail);
            row.HasIndex(user => user.NormalizedEmail);
            row.Property(user => user.About).HasMaxLength(UserRules.MaxAbout).HasDefaultValue("");
            row.Property(user => user.TimeZone).HasMaxLength(UserRules.MaxTimeZone).HasDefaultValue("");
            row.Property(user => user.Language).HasMaxLength(UserRules.MaxLanguage).HasDefaultValue("");
            row.Ignore(user => user.AvatarUrl);
            row.Property(user => user.ConcurrencyStamp).IsConcurrencyToken();
            row.Ignore(user => user.EmailConfirmed).Ignore(user => user.PhoneNumber).Ignore(user => user.PhoneNumberConfirmed);
            // Failures are counted in Redis: FailedSignIns.
            row.Ignore(user => user.LockoutEnabled).Ignore(user => user.LockoutEnd).Ignore(user => user.AccessFailedCount);
        });
        modelBuilder.Entity<ResetOrder>(row =>
        {
            row.ToTable("reset_orders");
            row.Property(order => order.Login).HasMaxLength(UserRules.MaxEmail);
            row.HasIndex(order => order.Login).IsUnique();
        });
        modelBuilder.Entity<ResetToken>(row =>
        {
            row.ToTable("reset_tokens").HasKey(token => token.Hash);
            row.HasIndex(token => token.UserId);
        });
        modelBuilder.Entity<NoticeOrder>(row =>
        {
            row.ToTable("notice_orders");
            row.HasIndex(order => order.UserId);
            row.Property(order => order.Sessions).HasColumnType("jsonb");
        });
        modelBuilder.Entity<NotificationSettings>(row =>
        {
            row.ToTable("notification_settings").HasKey(settings => settings.UserId);
            row.Property(settings => settings.UserId).ValueGeneratedNever();
            row.Ignore(settings => settings.UnsubscribePath);
            row.HasIndex(settings => settings.Token).IsUnique();
        });
        modelBuilder.Entity<Authenticator>(row =>
        {
            row.ToTable("authenticators").HasKey(authenticator => authenticator.UserId);
            row.Property(authenticator => authenticator.UserId).ValueGeneratedNever();
        });
        modelBuilder.Entity<RecoveryCode>(row => row.ToTable("recovery_codes").HasKey(code => new { code.UserId, code.Hash }));
        modelBuilder.Entity<EncryptionKey>(row =>
        {
            row.ToTable("encryption_keys").HasKey(key => key.UserId);
            row.Property(key => key.UserId).ValueGeneratedNever();
        });
        modelBuilder.Entity<Avatar>(row =>
        {
            row.ToTable("avatars").HasKey(avatar => avatar.UserId);
            row.Property(avatar => avatar.UserId).ValueGeneratedNever();
        });
        modelBuilder.Entity<IdentityUserPasskey<long>>(row =>
        {
            row.ToTable("passkeys").HasKey(passkey => passkey.CredentialId);
            row.Property(passkey => passkey.CredentialId).HasMaxLength(MaxCredentialId);
            row.HasIndex(passkey => passkey.UserId);
            row.OwnsOne(passkey => passkey.Data, data => data.ToJson("data"));
        });
        modelBuilder.Entity<PushKey>(row => row.ToTable("push_keys").Property(key => key.Id).ValueGeneratedNever());
        modelBuilder.Entity<PushSubscription>(row =>
        {
            row.ToTable("push_subscriptions");
            row.Property(subscription => subscription.SignInId).HasMaxLength(MaxSignInId);
            row.Property(subscription => subscription.Endpoint).HasMaxLength(PushSubscription.MaxEndpoint);
            row.Property(subscription => subscription.P256dh).HasColumnName("p256dh");
            row.HasIndex(subscription => subscription.UserId);
            row.HasIndex(subscription => subscription.SignInId);
            row.HasIndex(subscription => subscription.Endpoint).IsUnique();
        });
        modelBuilder.Entity<SigningKey>(row => row.ToTable("signing_keys"));
        modelBuilder.Entity<AuditEntry>(row =>
        {
            row.ToTable("audit_log");
            row.HasIndex(entry => entry.Key).IsUnique();
            row.HasIndex(entry => new { entry.ActorId, entry.Id });
        });
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
    }
}
