using Chat.Accounts.Tokens;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Data;

sealed class AccountsDbContext(DbContextOptions<AccountsDbContext> options) : DbContext(options)
{
    const string UserIds = "user_ids";

    public DbSet<User> Users => Set<User>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

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
            row.Property(user => user.About).HasMaxLength(UserRules.MaxAbout).HasDefaultValue("");
            row.Property(user => user.TimeZone).HasMaxLength(UserRules.MaxTimeZone).HasDefaultValue("");
            row.Property(user => user.ConcurrencyStamp).IsConcurrencyToken();
            row.Ignore(user => user.NormalizedEmail).Ignore(user => user.EmailConfirmed);
            row.Ignore(user => user.PhoneNumber).Ignore(user => user.PhoneNumberConfirmed).Ignore(user => user.TwoFactorEnabled);
            // Failures are counted in Redis: FailedSignIns.
            row.Ignore(user => user.LockoutEnabled).Ignore(user => user.LockoutEnd).Ignore(user => user.AccessFailedCount);
        });
        modelBuilder.Entity<SigningKey>(row => row.ToTable("signing_keys"));
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
    }
}
