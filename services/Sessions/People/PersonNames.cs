using Chat.Contracts.Accounts.V1;
using Chat.Sessions.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.People;

/// <summary>Finds users at Accounts and keeps their names, by version, for showing participants while Accounts is down.</summary>
sealed class PersonNames(SessionsDbContext db, UserDirectory.UserDirectoryClient directory)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Takes over a user's names unless newer ones are known.</summary>
    public Task KeepAsync(long userId, string username, string displayName, long version, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (user_id, username, display_name, version) VALUES ({userId}, {username}, {displayName}, {version})
            ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name, version = excluded.version
            WHERE people.version < excluded.version
            """, cancel);

    /// <summary>The active users among these ids and names, kept. Asks Accounts every time: it alone knows who is still there.</summary>
    /// <exception cref="Grpc.Core.RpcException">When Accounts does not answer.</exception>
    public async Task<IReadOnlyList<User>> FindAsync(IEnumerable<long> ids, IEnumerable<string> usernames, CancellationToken cancel)
    {
        var request = new ResolveRequest { Ids = { ids }, Usernames = { usernames } };
        if (request.Ids.Count + request.Usernames.Count == 0) return [];
        var reply = await directory.ResolveAsync(request, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        User[] active = [.. reply.Users.Where(user => user.IsActive)];
        foreach (var user in active) await KeepAsync(user.Id, user.Username, user.DisplayName, user.Version, cancel);
        return active;
    }
}
