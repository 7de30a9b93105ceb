using Chat.ServiceDefaults.Problems;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>
/// The public keys of Accounts, fetched when first needed and kept; fetched again when a token names an unknown key.
/// Once known they are good while Accounts is down. Never known: the request is answered <see cref="ErrorCode.Unavailable"/>, not 401.
/// (Not a <c>BaseConfigurationManager</c>: the token handler would swallow that exception and answer 401.)
/// </summary>
sealed class SigningKeys : IConfigurationManager<OpenIdConnectConfiguration>
{
    public const string ClientName = "jwks";

    readonly ConfigurationManager<OpenIdConnectConfiguration> _keys;

    public SigningKeys(IHttpClientFactory clients)
    {
        var documents = new HttpDocumentRetriever(clients.CreateClient(ClientName)) { RequireHttps = false };
        _keys = new ConfigurationManager<OpenIdConnectConfiguration>("http://accounts" + TokenRules.JwksPath, new JwksRetriever(), documents)
        {
            AutomaticRefreshInterval = TimeSpan.FromMinutes(5),
            RefreshInterval = TimeSpan.FromSeconds(5),
        };
    }

    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        try
        {
            return await _keys.GetConfigurationAsync(cancel);
        }
        catch (InvalidOperationException e)
        {
            throw new ChatException(ErrorCode.Unavailable, "Tokens cannot be checked yet: the accounts service does not answer.", e);
        }
    }

    public void RequestRefresh() => _keys.RequestRefresh();

    sealed class JwksRetriever : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var set = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel));
            var configuration = new OpenIdConnectConfiguration { Issuer = TokenRules.Issuer, JsonWebKeySet = set };
            foreach (var key in set.GetSigningKeys()) configuration.SigningKeys.Add(key);
            return configuration;
        }
    }
}
