namespace Chat.Accounts.Mail;

/// <summary>Configuration section <c>Site</c>.</summary>
sealed class SiteOptions
{
    /// <summary>
    /// Where browsers reach the system, as in <c>https://chat.example.org</c>; links in mails begin so. Never taken from a request: whoever
    /// sends one could have the link lead to themselves.
    /// </summary>
    public string PublicOrigin { get; set; } = "http://localhost:8080";

    /// <summary>The address of a page.</summary>
    public string LinkTo(string path) => PublicOrigin.TrimEnd('/') + path;
}
