using Chat.Contracts.Accounts.V1;
using Chat.Messages.Data;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Senders;

/// <summary>Keeps the names of senders: by the events of Accounts, and by asking when a message is older than what we heard.</summary>
sealed partial class SenderNames(MessagesDbContext db, UserDirectory.UserDirectoryClient directory, ILogger<SenderNames> logger)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>Takes over a user's names unless we know newer ones.</summary>
    public Task KeepAsync(long userId, string username, string displayName, long version, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO senders (user_id, username, display_name, version) VALUES ({userId}, {username}, {displayName}, {version})
            ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name, version = excluded.version
            WHERE senders.version < excluded.version
            """, cancel);

    /// <summary>Asks Accounts for users that were not heard of. When it does not answer they stay nameless in this answer.</summary>
    public async Task<Dictionary<long, Sender>> ResolveAsync(long[] userIds, CancellationToken cancel)
    {
        try
        {
            var reply = await directory.ResolveAsync(new ResolveRequest { Ids = { userIds } }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
            foreach (var user in reply.Users) await KeepAsync(user.Id, user.Username, user.DisplayName, user.Version, cancel);
            return reply.Users.ToDictionary(user => user.Id, user => new Sender { UserId = user.Id, Username = user.Username, DisplayName = user.DisplayName });
        }
        catch (RpcException e)
        {
            Log.NoAnswer(logger, e.StatusCode);
            return [];
        }
    }

    static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Warning, "Senders stay nameless: accounts answered {Status}")]
        public static partial void NoAnswer(ILogger logger, StatusCode status);
    }
}
