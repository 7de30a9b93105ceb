using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Chat.Accounts.Mail;

/// <summary>Hands mails to the SMTP server. Whoever calls keeps what must not get lost until this returns.</summary>
sealed class Mailer(IOptions<SmtpOptions> options)
{
    public bool IsConfigured => options.Value.IsConfigured;

    /// <exception cref="Exception">When the server cannot be reached or does not take it; another try may succeed.</exception>
    public async Task SendAsync(OutgoingMail outgoing, CancellationToken cancel)
    {
        var smtp = options.Value;
        using var mail = new MimeMessage
        {
            From = { MailboxAddress.Parse(smtp.From) },
            To = { MailboxAddress.Parse(outgoing.To) },
            Subject = outgoing.Subject,
            Body = new TextPart("plain") { Text = outgoing.Text },
        };
        // Out-of-office robots leave it unanswered (RFC 3834, 5).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (outgoing.UnsubscribeLink is { } link)
        {
            mail.Headers.Add(HeaderId.ListUnsubscribe, $"<{link}>");
            mail.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        using var client = new SmtpClient { Timeout = smtp.TimeoutSeconds * 1000 };
        await client.ConnectAsync(smtp.Host, smtp.Port, SecurityOf(smtp.Security), cancel);
        if (smtp.UserName.Length > 0) await client.AuthenticateAsync(smtp.UserName, smtp.Password, cancel);
        await client.SendAsync(mail, cancel);
        await client.DisconnectAsync(quit: true, cancel);
    }

    static SecureSocketOptions SecurityOf(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };
}
