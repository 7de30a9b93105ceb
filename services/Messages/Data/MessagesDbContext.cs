using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Chat.Messages.Data;

sealed class MessagesDbContext(DbContextOptions<MessagesDbContext> options) : DbContext(options)
{
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<SessionHead> SessionHeads => Set<SessionHead>();
    public DbSet<SessionMember> SessionMembers => Set<SessionMember>();
    public DbSet<Sender> Senders => Set<Sender>();
    public DbSet<CommittedBatch> BatchOutbox => Set<CommittedBatch>();

    /// <summary>The messages that a user may see: those of sessions that they are in.</summary>
    public IQueryable<Message> AccessMessages(long userId) =>
        Messages.Where(message => SessionMembers.Any(member =>
            member.SessionId == message.SessionId && member.UserId == userId && !member.Removed));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Message>(row =>
        {
            row.ToTable("messages");
            row.HasKey(message => new { message.SessionId, message.Seq });
            row.HasIndex(message => new { message.SessionId, message.Rev });
            row.HasIndex(message => new { message.SessionId, message.SenderId, message.ClientId }).IsUnique();
            row.HasIndex(message => message.Id);
            row.Property(message => message.Id).UseIdentityAlwaysColumn();
            row.Property(message => message.Reactions).HasColumnType("jsonb").HasConversion(
                reactions => JsonSerializer.Serialize(reactions, JsonDefaults.Options),
                json => JsonSerializer.Deserialize<IReadOnlyList<Reaction>>(json, JsonDefaults.Options),
                // The lists are never changed, only replaced.
                new ValueComparer<IReadOnlyList<Reaction>>((one, other) => ReferenceEquals(one, other), list => list.Count, list => list));
        });
        modelBuilder.Entity<SessionHead>(row =>
        {
            row.ToTable("session_heads").HasKey(head => head.SessionId);
            row.Property(head => head.SessionId).ValueGeneratedNever();
            // Room in each page for new versions of its rows: updates stay in the page and touch no index.
            row.HasStorageParameter("fillfactor", 50);
        });
        modelBuilder.Entity<SessionMember>(row =>
        {
            row.ToTable("session_members").HasKey(member => new { member.SessionId, member.UserId });
            row.HasIndex(member => member.UserId).HasFilter("NOT removed");
            // Read markers move all the time: their updates stay in the page and touch no index.
            row.HasStorageParameter("fillfactor", 70);
        });
        modelBuilder.Entity<Sender>(row =>
        {
            row.ToTable("senders").HasKey(sender => sender.UserId);
            row.Property(sender => sender.UserId).ValueGeneratedNever();
        });
        modelBuilder.Entity<CommittedBatch>(row =>
        {
            row.ToTable("batch_outbox");
            row.Property(batch => batch.Id).UseIdentityAlwaysColumn();
            row.Property(batch => batch.Changes).HasColumnType("jsonb");
            row.Property(batch => batch.CreatedAt).HasDefaultValueSql("clock_timestamp()");
        });
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
    }
}
