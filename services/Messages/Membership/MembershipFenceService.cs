using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Authentication;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Chat.Messages.Membership;

/// <summary>
/// Sessions calls this before it acknowledges a change. Once it has returned, no instance commits a post of a removed user,
/// and every later post carries a fence that keeps it from being delivered to them.
/// </summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class MembershipFenceService(MembershipProjection projection) : MembershipFence.MembershipFenceBase
{
    public override async Task<MembershipApplied> Apply(MembershipChange request, ServerCallContext context)
    {
        await projection.ApplyAsync(
            new MembershipUpdate(
                request.SessionId,
                request.Version,
                [.. request.Changes.Where(change => !change.Removed).Select(change => new SessionMember(change.UserId, change.Role))],
                [.. request.Changes.Where(change => change.Removed).Select(change => change.UserId)],
                request.IsActive,
                request.Deleted,
                IsEncrypted: request.IsEncrypted),
            context.CancellationToken);
        return new MembershipApplied();
    }
}
