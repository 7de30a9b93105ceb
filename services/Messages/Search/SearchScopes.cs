using System.Globalization;
using Chat.Contracts.Sessions.V1;
using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Search;

/// <summary>Finds out whom and what <c>from:</c> and <c>in:</c> mean. A name that nothing bears finds nothing; it is no error.</summary>
sealed class SearchScopes(MessagesDbContext db, Contracts.Sessions.V1.Membership.MembershipClient sessions)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <exception cref="Grpc.Core.RpcException">When a session is called by its name and Sessions does not answer.</exception>
    public async Task<SearchScope> ResolveAsync(SearchQuery query, long userId, CancellationToken cancel)
    {
        var inSessions = await SessionsAsync(query.Sessions, isExcluded: false, userId, cancel);
        var notIn = await SessionsAsync(query.Sessions, isExcluded: true, userId, cancel);
        var from = await SendersAsync(query.Senders, isExcluded: false, userId, cancel);
        var notFrom = await SendersAsync(query.Senders, isExcluded: true, userId, cancel);
        return new SearchScope(userId, query, inSessions, notIn ?? [], from, notFrom ?? []);
    }

    /// <summary>Several names mean any of them; null when there is none.</summary>
    async Task<long[]?> SendersAsync(IReadOnlyList<Wanted<string>> named, bool isExcluded, long userId, CancellationToken cancel)
    {
        string[] names = [.. named.Where(one => one.IsExcluded == isExcluded).Select(one => one.Value.ToLowerInvariant())];
        if (names.Length == 0) return null;
        var found = await db.Database.SqlQuery<long>($"SELECT user_id FROM senders WHERE lower(username) = ANY ({names})").ToListAsync(cancel);
        if (names.Contains("me")) found.Add(userId);
        found.AddRange(names.Select(IdOf).OfType<long>());
        return [.. found.Distinct()];
    }

    async Task<long[]?> SessionsAsync(IReadOnlyList<Wanted<string>> named, bool isExcluded, long userId, CancellationToken cancel)
    {
        var names = named.Where(one => one.IsExcluded == isExcluded).Select(one => one.Value.Trim()).ToList();
        if (names.Count == 0) return null;

        var ids = names.Select(IdOf).OfType<long>().ToArray();
        var found = ids.Length == 0
            ? []
            : await db.SessionMembers.Where(member => member.UserId == userId && !member.Removed && ids.Contains(member.SessionId))
                .Select(member => member.SessionId).ToListAsync(cancel);
        var byName = names.FindAll(name => IdOf(name) is not { } id || !found.Contains(id));
        if (byName.Count > 0)
        {
            var own = await sessions.ListForUserAsync(
                new ListForUserRequest { UserId = userId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
            foreach (var name in byName) found.AddRange(Named(name, own.Sessions));
        }
        return [.. found.Distinct()];
    }

    /// <summary>The sessions of this name; if there is none, those with it in their name.</summary>
    static IEnumerable<long> Named(string name, IReadOnlyCollection<SessionVersion> own)
    {
        var wanted = FoldedText.Fold(name).Trim();
        var exact = own.Where(session => FoldedText.Fold(session.Name).Trim() == wanted).ToList();
        var found = exact.Count > 0 ? exact : own.Where(session => FoldedText.Fold(session.Name).Contains(wanted, StringComparison.Ordinal));
        return found.Select(session => session.SessionId);
    }

    static long? IdOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
