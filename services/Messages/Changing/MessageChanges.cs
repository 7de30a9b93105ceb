using System.Diagnostics;
using System.Text.Json;
using Chat.Contracts.Administration;
using Chat.Contracts.Messages;
using Chat.Messages.Attachments;
using Chat.Messages.Data;
using Chat.Messages.LinkPreviews;
using Chat.Messages.Membership;
using Chat.Messages.Posting;
using Chat.Messages.Reading;
using Chat.Messages.Retention;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Changing;

/// <summary>
/// Changes a message that exists. One transaction locks the head of its session, decides, gives the message the next revision
/// and writes the outbox row, so a change stands in one order with the session's posts, removals and other changes.
/// </summary>
sealed class MessageChanges(
    MessagesDbContext db, MessageStates states, BatchPublisher publisher, MembershipQuestion question, RetentionPolicies policies, TimeProvider time)
{
    static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Replaces the text of one's own message.</summary>
    /// <returns>The message as it is now; unchanged, at its old revision, when that was its text already.</returns>
    /// <inheritdoc cref="ChangeAsync" path="/exception"/>
    public Task<MessageState> EditAsync(long messageId, long callerId, string content, CancellationToken cancel) =>
        ChangeAsync(messageId, callerId, (head, message, _) =>
        {
            if (message.SenderId != callerId) throw new ChatException(ErrorCode.Forbidden, "Only its sender can edit a message.");
            RefuseIfDeleted(message);
            if (SealedText.Is(content) != head.IsEncrypted) throw SealedText.Wrong(!head.IsEncrypted);
            ContentRules.Check(content, mayBeEmpty: message.Attachments is not null);
            if (message.Content == content) return false;
            (message.Content, message.EditedAt) = (content, Now());
            if (message.LinkPreview?.Url != FirstLink.Of(content)) message.LinkPreview = null;
            return true;
        }, cancel);

    /// <summary>Leaves a tombstone of a message: one's own, or any as an owner or moderator of the session. Once is enough.</summary>
    /// <inheritdoc cref="ChangeAsync" path="/exception"/>
    public Task<MessageState> DeleteAsync(long messageId, long callerId, CancellationToken cancel) =>
        ChangeAsync(messageId, callerId, (_, message, role) =>
        {
            if (message.SenderId != callerId && role is not ("owner" or "moderator"))
                throw new ChatException(ErrorCode.Forbidden, "Only its sender, owners and moderators can delete a message.");
            return Bury(message);
        }, cancel);

    /// <summary>Leaves a tombstone of any message, of inactive sessions too, as an administrator. Once is enough.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="act">What to write down, given who sent it.</param>
    /// <param name="cancel">Gives up, with nothing changed.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.MessageNotFound"/></exception>
    public async Task DeleteAsAdministratorAsync(long messageId, Func<MessageSender, AdministrativeAct> act, CancellationToken cancel)
    {
        var found = await states.ReadAsync(db.Messages.Where(message => message.Id == messageId), cancel);
        var (sessionId, sender) = (Single(found).SessionId, Single(found).Sender);
        await CommitAsync(sessionId, messageId, (_, message) =>
        {
            if (!Bury(message)) return Task.FromResult(false);
            db.Publish(act(sender));
            return Task.FromResult(true);
        }, cancel);
    }

    /// <summary>
    /// Leaves tombstones of messages that are older than their session keeps them, the oldest first: numbers keep their places, and clients, exports
    /// and search hear of it as of any deletion. Decided under the session's lock, by the rule that is in force then.
    /// </summary>
    /// <returns>How many; fewer than <paramref name="atOnce"/> when there are no more.</returns>
    public async Task<int> ExpireAsync(long sessionId, int atOnce, CancellationToken cancel)
    {
        var (outboxId, prevRev, rev, fence, count) = (0L, 0L, 0L, 0L, 0);
        await db.InTransactionAsync(async () =>
        {
            (outboxId, count) = (0, 0);
            if (await LockAsync(sessionId, cancel) is not { } head) return false;
            var policy = await policies.HoldAsync(sessionId, cancel);
            if (policy.Cutoff(Now()) is not { } cutoff) return false;
            var old = await db.Messages
                .FromSql($"""
                    SELECT m.* FROM message_texts t JOIN messages m ON m.session_id = t.session_id AND m.seq = t.seq
                    WHERE t.session_id = {sessionId} AND t.created_at < {cutoff} AND m.created_at < {cutoff} AND m.deleted_at IS NULL
                    ORDER BY t.created_at, t.seq LIMIT {atOnce}
                    """)
                .ToListAsync(cancel);
            if (old.Count == 0) return false;

            (prevRev, fence) = (head.Rev, head.Fence);
            foreach (var message in old)
            {
                if (message.Attachments is not null || message.LinkPreview?.Image is not null)
                    await FileRelease.OfMessageAsync(db, sessionId, message.Seq, cancel);
                Bury(message);
                message.Rev = ++head.Rev;
            }
            rev = head.Rev;
            db.Publish(new AdministrativeAct(
                Guid.CreateVersion7(), Now(), 0, "retention", "message.expire", "session", sessionId, "",
                $"{old.Count} messages older than {policy.EffectiveDays} days", ""));
            outboxId = await BoxAsync(sessionId, prevRev, rev, cancel);
            count = old.Count;
            return true;
        }, cancel);

        if (outboxId != 0)
        {
            // By revision, as all changes.
            await AnnounceAsync(outboxId, sessionId, prevRev, rev, fence, db.Messages
                .Where(row => row.SessionId == sessionId && row.Rev > prevRev && row.Rev <= rev).OrderBy(row => row.Rev));
        }
        return count;
    }

    /// <summary>Shows what the first link of a message leads to, unless the message has changed meanwhile.</summary>
    /// <param name="sessionId">Its session.</param>
    /// <param name="seq">Its number.</param>
    /// <param name="preview">What was found. A picture that is not there any more is left out.</param>
    /// <param name="cancel">Gives up, with nothing changed.</param>
    public async Task PreviewAsync(long sessionId, long seq, LinkPreview preview, CancellationToken cancel)
    {
        var id = await db.Messages.Where(row => row.SessionId == sessionId && row.Seq == seq && row.DeletedAt == null).Select(row => (long?)row.Id)
            .SingleOrDefaultAsync(cancel);
        if (id is not { } messageId) return;
        try
        {
            await CommitAsync(sessionId, messageId, async (head, message) =>
            {
                if (!head.IsActive || message.DeletedAt is not null || message.LinkPreview is not null
                    || FirstLink.Of(message.Content) != preview.Url)
                    return false;
                var hasImage = preview.Image is { } image && await PreviewPictures.LinkAsync(db, sessionId, seq, image.Id, cancel);
                message.LinkPreview = hasImage ? preview : preview with { Image = null };
                return true;
            }, cancel);
        }
        catch (ChatException gone) when (gone.Error == ErrorCode.MessageNotFound)
        {
            // With its session.
        }
    }

    /// <summary>Adds the caller's reaction, or takes it back. Repeating changes nothing.</summary>
    /// <inheritdoc cref="ChangeAsync" path="/exception"/>
    public Task<MessageState> ReactAsync(long messageId, long callerId, string emoji, bool isOn, CancellationToken cancel) =>
        ChangeAsync(messageId, callerId, (_, message, _) =>
        {
            RefuseIfDeleted(message);
            var before = message.Reactions ?? [];
            var after = isOn ? ReactionRules.With(before, emoji, callerId) : ReactionRules.Without(before, emoji, callerId);
            if (after == before) return false;
            message.Reactions = after.Count == 0 ? null : after;
            return true;
        }, cancel);

    /// <param name="messageId">The message.</param>
    /// <param name="callerId">Who wants it changed.</param>
    /// <param name="change">Changes the row, given the session and the caller's role; says whether there is a change.</param>
    /// <param name="cancel">Gives up, with nothing changed.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.MessageNotFound"/> also when the caller is not in its session,
    /// <see cref="ErrorCode.Forbidden"/>, <see cref="ErrorCode.SessionInactive"/>, <see cref="ErrorCode.MessageDeleted"/>,
    /// <see cref="ErrorCode.EncryptionRequired"/>, <see cref="ErrorCode.SessionNotEncrypted"/> or <see cref="ErrorCode.ValidationFailed"/>.</exception>
    async Task<MessageState> ChangeAsync(long messageId, long callerId, Func<SessionHead, Message, string, bool> change, CancellationToken cancel)
    {
        var sessionId = await SessionOfAsync(messageId, callerId, cancel);
        return await CommitAsync(sessionId, messageId, async (head, message) =>
        {
            // Asked under the head's lock: a removal comes wholly before or wholly after.
            var role = await db.SessionMembers
                .Where(member => member.SessionId == sessionId && member.UserId == callerId && !member.Removed)
                .Select(member => member.Role)
                .SingleOrDefaultAsync(cancel);
            if (role is null) throw new ChatException(ErrorCode.MessageNotFound);
            if (!head.IsActive) throw new ChatException(ErrorCode.SessionInactive);
            return change(head, message, role);
        }, cancel);
    }

    /// <summary>
    /// The transaction and the event of a change; <paramref name="change"/> runs under the lock of the session's head and says whether there is one.
    /// </summary>
    async Task<MessageState> CommitAsync(long sessionId, long messageId, Func<SessionHead, Message, Task<bool>> change, CancellationToken cancel)
    {
        var (outboxId, prevRev, rev, fence) = (0L, 0L, 0L, 0L);
        await db.InTransactionAsync(async () =>
        {
            outboxId = 0;
            var head = await LockAsync(sessionId, cancel);
            var message = await db.Messages.SingleOrDefaultAsync(row => row.SessionId == sessionId && row.Id == messageId, cancel);
            if (head is null || message is null) throw new ChatException(ErrorCode.MessageNotFound);

            var before = message.LinkPreview;
            if (!await change(head, message)) return false;
            if (message.DeletedAt is not null) await FileRelease.OfMessageAsync(db, sessionId, message.Seq, cancel);
            else if (before?.Image is { } picture && message.LinkPreview != before)
                await FileRelease.OfFileAsync(db, sessionId, message.Seq, picture.Id, cancel);
            (prevRev, rev, fence) = (head.Rev, head.Rev + 1, head.Fence);
            message.Rev = head.Rev = rev;
            outboxId = await BoxAsync(sessionId, prevRev, rev, cancel);
            return true;
        }, cancel);

        var query = db.Messages.Where(row => row.SessionId == sessionId && row.Id == messageId);
        return Single(outboxId == 0 ? await states.ReadAsync(query, cancel) : await AnnounceAsync(outboxId, sessionId, prevRev, rev, fence, query));
    }

    /// <summary>
    /// Tells of a committed change, with the messages as they are now: whether or not anybody waits for the answer. When they cannot be read it is
    /// only told how far the session has come, and whoever has listeners reads them.
    /// </summary>
    async Task<List<MessageState>> AnnounceAsync(long outboxId, long sessionId, long prevRev, long rev, long fence, IQueryable<Message> changed)
    {
        SessionActivity[] activity = [new(sessionId, rev, At: null)];
        try
        {
            using var deadline = new CancellationTokenSource(ReadDeadline, time);
            var found = await states.ReadAsync(changed, deadline.Token);
            // A later change may have overtaken this reading: then that one announces it, and this event only closes the gap.
            publisher.Publish(
                new CommittedNews(
                    outboxId, activity, [new SessionChanges(sessionId, prevRev, rev, fence, found.FindAll(state => state.Rev <= rev))]));
            return found;
        }
        catch
        {
            publisher.Publish(new CommittedNews(outboxId, activity, []));
            throw;
        }
    }

    /// <summary>The head of a session, locked; null when it is gone.</summary>
    async Task<SessionHead?> LockAsync(long sessionId, CancellationToken cancel) =>
        (await db.SessionHeads.FromSql($"SELECT * FROM session_heads WHERE session_id = {sessionId} AND NOT deleted FOR NO KEY UPDATE")
            .ToListAsync(cancel)).SingleOrDefault();

    /// <summary>Saves everything, with the outbox row that tells of it.</summary>
    async Task<long> BoxAsync(long sessionId, long prevRev, long rev, CancellationToken cancel)
    {
        var boxed = new CommittedBatch
        {
            Changes = JsonSerializer.Serialize(new[] { new RevRange(sessionId, prevRev, rev) }, JsonDefaults.Options),
            TraceParent = Activity.Current?.Id,
        };
        db.Add(boxed);
        await db.SaveChangesAsync(cancel);
        return boxed.Id;
    }

    /// <summary>The session that the message is in, if the caller may see it.</summary>
    async Task<long> SessionOfAsync(long messageId, long callerId, CancellationToken cancel)
    {
        var found = await db.Messages.Where(message => message.Id == messageId).Select(message => (long?)message.SessionId).SingleOrDefaultAsync(cancel);
        if (found is not { } sessionId) throw new ChatException(ErrorCode.MessageNotFound);
        try
        {
            // Asks Sessions when the membership is too young to be known here.
            await question.EnsureMemberAsync(sessionId, callerId, cancel);
        }
        catch (ChatException e) when (e.Error == ErrorCode.SessionNotFound)
        {
            throw new ChatException(ErrorCode.MessageNotFound);
        }
        return sessionId;
    }

    static MessageState Single(List<MessageState> found) => found is [var state] ? state : throw new ChatException(ErrorCode.MessageNotFound);

    /// <summary>Takes away all that a message says; false when that was done before.</summary>
    bool Bury(Message message)
    {
        if (message.DeletedAt is not null) return false;
        (message.Content, message.DeletedAt) = ("", Now());
        (message.EditedAt, message.Reactions, message.Attachments, message.LinkPreview) = (null, null, null, null);
        return true;
    }

    static void RefuseIfDeleted(Message message)
    {
        if (message.DeletedAt is not null) throw new ChatException(ErrorCode.MessageDeleted);
    }

    DateTime Now() => time.GetUtcNow().UtcDateTime;
}
