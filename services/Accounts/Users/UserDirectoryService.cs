using Chat.Accounts.Data;
using Chat.Contracts.Accounts.V1;
using Chat.ServiceDefaults.Authentication;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Users;

/// <summary>Tells services who users are.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class UserDirectoryService(AccountsDbContext db) : UserDirectory.UserDirectoryBase
{
    public override async Task<ResolveReply> Resolve(ResolveRequest request, ServerCallContext context)
    {
        var ids = request.Ids.ToArray();
        var names = request.Usernames.Where(UserRules.IsUsername).Select(UserRules.Normalize).ToArray();
        var found = await db.Users
            .Where(user => ids.Contains(user.Id) || names.Contains(user.NormalizedUserName))
            .Select(user => new Contracts.Accounts.V1.User
            {
                Id = user.Id,
                Username = user.UserName,
                DisplayName = user.DisplayName,
                IsActive = user.IsActive,
                Version = user.Version,
            })
            .ToListAsync(context.CancellationToken);
        return new ResolveReply { Users = { found } };
    }
}
