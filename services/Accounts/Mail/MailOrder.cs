namespace Chat.Accounts.Mail;

/// <summary>A mail that is owed to somebody. What it says is made when it is sent, not when it is ordered.</summary>
abstract class MailOrder
{
    public long Id { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>Not before. Moved ahead when an instance begins with it, so that another takes over should that one not end.</summary>
    public DateTime DueAt { get; set; }

    public int Attempts { get; set; }
}
