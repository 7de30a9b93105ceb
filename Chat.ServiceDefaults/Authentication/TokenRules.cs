namespace Chat.ServiceDefaults.Authentication;

/// <summary>Names that the maker and the readers of access tokens must agree on.</summary>
public static class TokenRules
{
    public const string Issuer = "chat-accounts";
    public const string Audience = "chat";

    /// <summary>Where Accounts publishes the public keys (RFC 7517).</summary>
    public const string JwksPath = "/.well-known/jwks.json";
}
