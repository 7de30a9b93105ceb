using System.Collections.Concurrent;
using Chat.Contracts.Sessions.V1;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Membership;

/// <summary>Asks Sessions who is in a session that the projection does not know well enough. Questions about one session at the same time are one.</summary>
sealed class MembershipQuestion(
    Contracts.Sessions.V1.Membership.MembershipClient sessions, MembershipProjection projection, IServiceScopeFactory scopes)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<long, Lazy<Task>> _underWay = new();

    /// <summary>Brings the projection of this session up to what Sessions knows now.</summary>
    /// <exception cref="Grpc.Core.RpcException">When Sessions does not answer.</exception>
    public async Task AskAsync(long sessionId, CancellationToken cancel)
    {
        var asking = _underWay.GetOrAdd(sessionId, id => new Lazy<Task>(() => AskAndApplyAsync(id)));
        try
        {
            await asking.Value.WaitAsync(cancel);
        }
        finally
        {
            _underWay.TryRemove(KeyValuePair.Create(sessionId, asking));
        }
    }

    /// <summary>Makes sure that the user is in the session, asking if they seem not to be.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/> when they are not.</exception>
    public async Task EnsureMemberAsync(long sessionId, long userId, CancellationToken cancel)
    {
        if (await IsMemberAsync(sessionId, userId, cancel)) return;
        await AskAsync(sessionId, cancel);
        if (!await IsMemberAsync(sessionId, userId, cancel)) throw new ChatException(ErrorCode.SessionNotFound);
    }

    async Task<bool> IsMemberAsync(long sessionId, long userId, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        return await db.SessionMembers.AnyAsync(member => member.SessionId == sessionId && member.UserId == userId && !member.Removed, cancel);
    }

    async Task AskAndApplyAsync(long sessionId)
    {
        var snapshot = await sessions.GetAsync(new GetMembershipRequest { SessionId = sessionId }, deadline: DateTime.UtcNow + Deadline);
        if (!snapshot.Exists) return;

        Contracts.Sessions.SessionMember[] members = [.. snapshot.Members.Select(member => new Contracts.Sessions.SessionMember(member.UserId, member.Role))];
        await projection.ApplyAsync(
            new MembershipUpdate(sessionId, snapshot.Version, members, [], snapshot.IsActive, IsWhole: true, IsEncrypted: snapshot.IsEncrypted), CancellationToken.None);
    }
}
