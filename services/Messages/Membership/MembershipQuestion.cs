using System.Collections.Concurrent;
using Chat.Contracts.Sessions.V1;
using Chat.Messages.Data;
using Chat.Messages.Limits;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Chat.Messages.Membership;

/// <summary>
/// Asks Sessions whether a user is in a session that the projection does not show them in: the membership may be too young to be known here. Anybody can
/// make us ask, of any session, so an answer costs little: it is about one user, a no is kept for a moment and touches nothing of the session,
/// and one user cannot ask for many.
/// </summary>
sealed class MembershipQuestion(
    Contracts.Sessions.V1.Membership.MembershipClient sessions, MembershipProjection projection, QuestionLimit limit, IServiceScopeFactory scopes) : IDisposable
{
    const int MaxNoes = 100_000;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    static readonly TimeSpan NoIsKeptFor = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<(long SessionId, long UserId), Lazy<Task>> _underWay = new();
    readonly MemoryCache _noes = new(new MemoryCacheOptions { SizeLimit = MaxNoes });

    public void Dispose() => _noes.Dispose();

    /// <summary>
    /// Brings what the projection knows of this user in this session up to what Sessions knows now. Questions about the same at the same time are
    /// one.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/></exception>
    /// <exception cref="Grpc.Core.RpcException">When Sessions does not answer.</exception>
    public async Task AskAsync(long sessionId, long userId, CancellationToken cancel)
    {
        var key = (sessionId, userId);
        if (_noes.TryGetValue(key, out _)) return;
        await limit.TakeAsync(userId);
        var asking = _underWay.GetOrAdd(key, of => new Lazy<Task>(() => AskAndApplyAsync(of.SessionId, of.UserId)));
        try
        {
            await asking.Value.WaitAsync(cancel);
        }
        finally
        {
            _underWay.TryRemove(KeyValuePair.Create(key, asking));
        }
    }

    /// <summary>Makes sure that the user is in the session, asking if they seem not to be.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/> when they are not, <see cref="ErrorCode.RateLimited"/>.</exception>
    public async Task EnsureMemberAsync(long sessionId, long userId, CancellationToken cancel)
    {
        if (await IsMemberAsync(sessionId, userId, cancel)) return;
        await AskAsync(sessionId, userId, cancel);
        if (!await IsMemberAsync(sessionId, userId, cancel)) throw new ChatException(ErrorCode.SessionNotFound);
    }

    async Task<bool> IsMemberAsync(long sessionId, long userId, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        return await db.SessionMembers.AnyAsync(member => member.SessionId == sessionId && member.UserId == userId && !member.Removed, cancel);
    }

    async Task AskAndApplyAsync(long sessionId, long userId)
    {
        var snapshot = await sessions.GetAsync(new GetMembershipRequest { SessionId = sessionId, UserIds = { userId } }, deadline: DateTime.UtcNow + Deadline);
        if (snapshot.Members is not [{ } member])
        {
            _noes.Set((sessionId, userId), true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = NoIsKeptFor });
            return;
        }
        await projection.ApplyAsync(
            new MembershipUpdate(
                sessionId, snapshot.Version, [new Contracts.Sessions.SessionMember(member.UserId, member.Role)], [], snapshot.IsActive,
                IsEncrypted: snapshot.IsEncrypted),
            CancellationToken.None);
    }
}
