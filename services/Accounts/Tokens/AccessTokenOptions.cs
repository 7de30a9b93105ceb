using System.ComponentModel.DataAnnotations;

namespace Chat.Accounts.Tokens;

/// <summary>
/// Configuration section <c>AccessTokens</c>: for how long services take a token's word without anybody asking whether the sign-in still lives.
/// </summary>
sealed class AccessTokenOptions
{
    /// <summary>Seconds, of tokens that the gateway gets for a cookie. It keeps none for their last half minute.</summary>
    [Range(1, 3600)]
    public int BrowserSeconds { get; set; } = 300;

    /// <summary>Seconds, of tokens that clients hold themselves.</summary>
    [Range(1, 3600)]
    public int ClientSeconds { get; set; } = 600;

    public TimeSpan OfBrowsers => TimeSpan.FromSeconds(BrowserSeconds);

    public TimeSpan OfClients => TimeSpan.FromSeconds(ClientSeconds);

    public TimeSpan Longest => OfBrowsers > OfClients ? OfBrowsers : OfClients;
}
