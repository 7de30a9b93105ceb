using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Chat.Messages.Data;

sealed class MessagesDbContext(DbContextOptions<MessagesDbContext> options) : DbContext(options)
{
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<SessionHead> SessionHeads => Set<SessionHead>();
    public DbSet<SessionMember> SessionMembers => Set<SessionMember>();
    public DbSet<Sender> Senders => Set<Sender>();
    public DbSet<CommittedBatch> BatchOutbox => Set<CommittedBatch>();
    public DbSet<RetentionRule> RetentionRules => Set<RetentionRule>();
    public DbSet<ExportKey> ExportKeys => Set<ExportKey>();
    public DbSet<StoredFile> Files => Set<StoredFile>();
    public DbSet<UploadPart> UploadParts => Set<UploadPart>();
    public DbSet<MessageFile> MessageFiles => Set<MessageFile>();
    public DbSet<LinkRule> LinkRules => Set<LinkRule>();

    /// <summary>The messages that a user may see: those of sessions that they are in.</summary>
    public IQueryable<Message> AccessMessages(long userId) =>
        Messages.Where(message => SessionMembers.Any(member =>
            member.SessionId == message.SessionId && member.UserId == userId && !member.Removed));

    /// <summary>The finished files that a user may see: those of messages that they may see, and their own that are in no message yet.</summary>
    public IQueryable<StoredFile> AccessFiles(long userId, DateTime now) =>
        Files.Where(file => file.State == FileState.Ready && (
            MessageFiles.Any(link => link.FileId == file.Id && SessionMembers.Any(member =>
                member.SessionId == link.SessionId && member.UserId == userId && !member.Removed))
            || (file.OwnerId == userId && file.ExpiresAt > now && !MessageFiles.Any(link => link.FileId == file.Id))));

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
            AsJson(row.Property(message => message.Reactions));
            AsJson(row.Property(message => message.Attachments));
            AsJson(row.Property(message => message.LinkPreview));
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
        modelBuilder.HasPostgresExtension("pg_trgm");
        modelBuilder.Entity<MessageText>(row =>
        {
            row.ToTable("message_texts").HasKey(text => new { text.SessionId, text.Seq });
            // New entries wait in a list that every search reads along, so it is kept short.
            row.HasIndex(text => text.Body).HasMethod("gin").HasOperators("gin_trgm_ops").HasStorageParameter("gin_pending_list_limit", 512);
            row.HasIndex(text => text.Words).HasMethod("gin").HasStorageParameter("gin_pending_list_limit", 512);
            row.HasIndex(text => new { text.SessionId, text.CreatedAt });
            row.HasIndex(text => new { text.SenderId, text.CreatedAt });
            row.HasIndex(text => text.CreatedAt);
            row.HasIndex(text => text.CreatedAt, "ix_message_texts_links").HasFilter("has_link");
            row.HasIndex(text => text.CreatedAt, "ix_message_texts_files").HasFilter("has_file");
        });
        modelBuilder.Entity<SearchMark>(row =>
        {
            row.ToTable("search_marks").HasKey(mark => mark.SessionId);
            row.Property(mark => mark.SessionId).ValueGeneratedNever();
            row.Property(mark => mark.SignsRev).HasDefaultValue(0L);
            row.Property(mark => mark.Rev).HasDefaultValue(0L);
            row.HasStorageParameter("fillfactor", 50);
        });
        modelBuilder.Entity<RetentionRule>(row =>
        {
            row.ToTable("retention_rules").HasKey(rule => rule.SessionId);
            row.Property(rule => rule.SessionId).ValueGeneratedNever();
        });
        modelBuilder.Entity<ExportKey>(row => row.ToTable("export_keys").HasKey(key => key.Id));
        modelBuilder.Entity<StoredFile>(row =>
        {
            row.ToTable("files").HasKey(file => file.Id);
            row.Property(file => file.Id).ValueGeneratedNever();
            row.HasIndex(file => file.OwnerId);
            row.HasIndex(file => file.ExpiresAt).HasFilter("expires_at IS NOT NULL");
        });
        modelBuilder.Entity<UploadPart>(row =>
        {
            row.ToTable("upload_parts").HasKey(part => new { part.FileId, part.Offset });
            row.HasOne<StoredFile>().WithMany().HasForeignKey(part => part.FileId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<MessageFile>(row =>
        {
            row.ToTable("message_files").HasKey(link => new { link.SessionId, link.Seq, link.FileId });
            row.HasIndex(link => link.FileId);
            // A file that a message has cannot be deleted, and one that is deleted cannot come into a message.
            row.HasOne<StoredFile>().WithMany().HasForeignKey(link => link.FileId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<LinkJob>(row =>
        {
            row.ToTable("link_jobs").HasKey(job => new { job.SessionId, job.Seq });
            row.HasIndex(job => job.DueAt);
        });
        modelBuilder.Entity<LinkRule>(row =>
        {
            row.ToTable("link_rules").HasKey(rule => rule.SessionId);
            row.Property(rule => rule.SessionId).ValueGeneratedNever();
        });
        modelBuilder.Entity<LinkPage>(row =>
        {
            row.ToTable("link_pages").HasKey(page => page.Url);
            row.Property(page => page.Preview).HasColumnType("jsonb");
            row.HasIndex(page => page.FetchedAt);
        });
        modelBuilder.Entity<AttentionMark>(row =>
        {
            row.ToTable("attention_marks").HasKey(mark => mark.SessionId);
            row.Property(mark => mark.SessionId).ValueGeneratedNever();
            row.HasStorageParameter("fillfactor", 50);
        });
        modelBuilder.Entity<AttentionItem>(row =>
        {
            row.ToTable("attention").HasKey(item => new { item.SessionId, item.UserId, item.Seq });
            row.HasIndex(item => item.UserId);
            row.HasIndex(item => item.DueAt);
        });
        modelBuilder.Entity<AttentionUser>(row =>
        {
            row.ToTable("attention_users").HasKey(user => user.UserId);
            row.Property(user => user.UserId).ValueGeneratedNever();
        });
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
    }

    static void AsJson<T>(PropertyBuilder<IReadOnlyList<T>?> list) => list.HasColumnType("jsonb").HasConversion(
        items => JsonSerializer.Serialize(items, JsonDefaults.Options),
        json => JsonSerializer.Deserialize<IReadOnlyList<T>>(json, JsonDefaults.Options),
        // The lists are never changed, only replaced.
        new ValueComparer<IReadOnlyList<T>?>((one, other) => ReferenceEquals(one, other), list => list == null ? 0 : list.Count, list => list));

    static void AsJson(PropertyBuilder<LinkPreview?> preview) => preview.HasColumnType("jsonb").HasConversion(
        item => JsonSerializer.Serialize(item, JsonDefaults.Options),
        json => JsonSerializer.Deserialize<LinkPreview>(json, JsonDefaults.Options));
}
