using System.Security.Cryptography;

namespace Chat.AppHost;

/// <summary>
/// The link by which somebody becomes the first administrator. Its token is made anew for each run, unless the setting <c>Administration:ClaimToken</c>
/// is one, and works once, while there is no administrator.
/// </summary>
internal sealed class FirstAdministrator
{
    private const int Bytes = 24;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly ChatService _accounts;

    private FirstAdministrator(ChatService accounts, string token) => (_accounts, Token) = (accounts, token);

    internal string Token { get; }

    /// <summary>Tells Accounts of the token, and of the user names that the settings <c>Administration:Administrators:N</c> make administrators.</summary>
    internal static FirstAdministrator Offer(ChatService accounts)
    {
        var settings = accounts.ApplicationBuilder.Configuration.GetSection("Administration");
        var token = settings["ClaimToken"] ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        accounts.WithEnvironment("Administration__ClaimToken", accounts.ApplicationBuilder.AddParameter("claim-token", token, secret: true));
        foreach (var name in settings.GetSection("Administrators").GetChildren())
        {
            if (name.Value is { } value)
                accounts.WithEnvironment($"Administration__Administrators__{name.Key}", value);
        }
        return new FirstAdministrator(accounts, token);
    }

    /// <summary>Whether the token still makes somebody an administrator; no when Accounts does not say.</summary>
    internal async Task<bool> IsMissingAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout };
        try
        {
            using var reply = await http.GetAsync($"{_accounts.FirstEndpoint("http").Url}/api/admin/claim?token={Token}", cancellationToken);
            return reply.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
