using Chat.Accounts.Data;
using Chat.Accounts.Tokens;
using Chat.Contracts.Accounts.V1;
using Chat.ServiceDefaults.Authentication;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.SignIns;

/// <summary>Sign-ins for the gateway and Realtime.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class SignInsService(
    SignInStore store, AccessTokens tokens, IOptions<AccessTokenOptions> options, AccountsDbContext db) : Contracts.Accounts.V1.SignIns.SignInsBase
{
    public override async Task<ExchangeReply> Exchange(ExchangeRequest request, ServerCallContext context)
    {
        var id = SignInCookie.IdOf(request.Cookie) ?? throw Ended();
        var userId = await store.TouchAsync(id, SignInKind.Browser) ?? throw Ended();
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId && user.IsActive, context.CancellationToken)
            ?? throw Ended();
        return new ExchangeReply
        {
            AccessToken = await tokens.IssueAsync(user, id, options.Value.OfBrowsers, context.CancellationToken),
            ExpiresIn = options.Value.BrowserSeconds,
            SignInId = id,
            UserVersion = user.Version,
        };
    }

    public override async Task<FindEndedReply> FindEnded(FindEndedRequest request, ServerCallContext context) =>
        new() { SignInIds = { await store.FindEndedAsync(request.SignInIds) } };

    static RpcException Ended() => new(new Status(StatusCode.NotFound, "The sign-in has ended or never was."));
}
