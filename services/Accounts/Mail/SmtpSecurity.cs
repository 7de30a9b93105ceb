namespace Chat.Accounts.Mail;

enum SmtpSecurity
{
    /// <summary>The connection begins in the clear and must turn to TLS (RFC 3207), as on port 587.</summary>
    StartTls,

    /// <summary>TLS from the start (RFC 8314), as on port 465.</summary>
    Tls,

    /// <summary>In the clear: for servers on the same machine.</summary>
    None,
}
