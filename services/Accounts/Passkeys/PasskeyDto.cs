using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;

namespace Chat.Accounts.Passkeys;

/// <summary>A passkey in the list of its user. The id is that of the credential, as browsers write it.</summary>
sealed record PasskeyDto(string Id, string Name, DateTime CreatedAt)
{
    public static PasskeyDto Of(UserPasskeyInfo passkey) =>
        new(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "", passkey.CreatedAt.UtcDateTime);
}
