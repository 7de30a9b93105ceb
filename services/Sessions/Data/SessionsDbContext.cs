using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Data;

sealed class SessionsDbContext(DbContextOptions<SessionsDbContext> options) : DbContext(options)
{
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Participant> Participants => Set<Participant>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<SessionKeyCopy> KeyCopies => Set<SessionKeyCopy>();

    /// <summary>The sessions that a user may see: those that they are in.</summary>
    public IQueryable<Session> AccessSessions(long userId) =>
        Sessions.Where(session => session.Participants.Any(participant => participant.UserId == userId));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Session>(row =>
        {
            row.ToTable("sessions");
            row.Property(session => session.Name).HasMaxLength(255);
            row.HasIndex(session => new { session.UpdatedAt, session.Id });
            row.HasIndex(session => new { session.DirectLow, session.DirectHigh }).IsUnique();
            row.HasMany(session => session.Participants).WithOne().HasForeignKey(participant => participant.SessionId);
        });
        modelBuilder.Entity<Participant>(row =>
        {
            row.ToTable("participants").HasKey(participant => new { participant.SessionId, participant.UserId });
            row.HasIndex(participant => participant.UserId);
            row.HasOne(participant => participant.Person).WithMany().HasForeignKey(participant => participant.UserId);
        });
        modelBuilder.Entity<Person>(row =>
        {
            row.ToTable("people").HasKey(person => person.UserId);
            row.Property(person => person.UserId).ValueGeneratedNever();
            row.Property(person => person.IsDeleted).HasDefaultValue(false);
        });
        modelBuilder.Entity<Invitation>(row =>
        {
            row.ToTable("invitations").HasIndex(invitation => invitation.Hash).IsUnique();
            row.HasIndex(invitation => invitation.SessionId);
            row.HasOne<Session>().WithMany().HasForeignKey(invitation => invitation.SessionId);
        });
        modelBuilder.Entity<SessionKeyCopy>(row =>
        {
            row.ToTable("session_key_copies").HasKey(copy => new { copy.SessionId, copy.Generation, copy.UserId });
            row.HasOne<Participant>().WithMany().HasForeignKey(copy => new { copy.SessionId, copy.UserId });
        });
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
    }
}
