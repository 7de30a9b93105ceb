using System.Text.Json;

namespace Chat.Accounts.Passkeys;

/// <summary>Body of <c>POST /api/auth/passkeys</c>; the credential is what a browser's <c>PublicKeyCredential.toJSON()</c> gives.</summary>
sealed record PasskeyRequest(string? Name, JsonElement? Credential);

/// <summary>Body of <c>POST /api/auth/passkey-login</c>.</summary>
sealed record PasskeyLoginRequest(JsonElement? Credential);
