using System.Globalization;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.Accounts.Tokens;

/// <summary>Makes the signed statements about a user that every service accepts (RFC 7519, RS256).</summary>
sealed class AccessTokens(SigningKeyRing keys, LastSeen seen, TimeProvider time)
{
    static readonly JsonWebTokenHandler Handler = new();

    public async ValueTask<string> IssueAsync(User user, string signInId, TimeSpan lifetime, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        seen.Note(user.Id);
        var claims = new Dictionary<string, object>
        {
            [ChatClaims.UserId] = user.Id.ToString(CultureInfo.InvariantCulture),
            [ChatClaims.Username] = user.UserName!,
            [ChatClaims.DisplayName] = user.DisplayName,
            [ChatClaims.SignInId] = signInId,
            [ChatClaims.UserVersion] = user.Version,
        };
        if (user.IsAdmin) claims[ChatClaims.Role] = ChatClaims.Administrator;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenRules.Issuer,
            Audience = TokenRules.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(await keys.GetSignerAsync(cancel), SecurityAlgorithms.RsaSha256),
        });
    }
}
