using Chat.ServiceDefaults.Authentication;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Chat.Accounts.Tokens;

/// <summary>Lets this service check tokens with its own keys, instead of asking itself over the network.</summary>
sealed class OwnSigningKeys(SigningKeyRing keys) : IConfigurationManager<OpenIdConnectConfiguration>
{
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var configuration = new OpenIdConnectConfiguration { Issuer = TokenRules.Issuer };
        foreach (var key in await keys.GetAllAsync(cancel)) configuration.SigningKeys.Add(key);
        return configuration;
    }

    public void RequestRefresh()
    {
        // The ring reads the database by itself.
    }
}
