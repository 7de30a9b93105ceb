using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Chat.Accounts.Passkeys;

/// <summary>Body of <c>POST /api/auth/passkeys</c>; the credential is what a browser's <c>PublicKeyCredential.toJSON()</c> gives.</summary>
sealed record PasskeyRequest([property: Required, Length(1, PasskeyRequest.MaxName)] string? Name, [property: Required] JsonElement Credential)
{
    public const int MaxName = 64;
}

/// <summary>Body of <c>POST /api/auth/passkey-login</c>.</summary>
sealed record PasskeyLoginRequest([property: Required] JsonElement Credential);
