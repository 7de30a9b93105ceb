using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace Chat.Accounts.Mail;

/// <summary>Configuration section <c>Smtp</c>: the server that takes mail from this service.</summary>
sealed class SmtpOptions : IValidatableObject
{
    /// <summary>Name or address. Empty: no mail is sent.</summary>
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is kept from being read on its way.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>Empty: the server asks for none.</summary>
    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Who the mails come from, as in <c>Chat &lt;chat@example.org&gt;</c>. Needed where <see cref="Host"/> is.</summary>
    public string From { get; set; } = "";

    /// <summary>Seconds that the server may take to answer.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 20;

    public bool IsConfigured => Host.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsConfigured && !MailboxAddress.TryParse(From, out _)) yield return new ValidationResult("Smtp:From must be an e-mail address.");
        if (UserName.Length > 0 && Security is SmtpSecurity.None) yield return new ValidationResult("Smtp: without TLS the password could be read on its way.");
    }
}
