namespace Chat.Accounts.Passwords;

/// <summary>Somebody forgot a password and waits for a mail. Whether there is such a user is looked up when it is sent, not when it is asked for.</summary>
sealed class ResetOrder
{
    public long Id { get; init; }

    /// <summary>A user name or an e-mail address as it was given, normalized; one order each waits at a time.</summary>
    public required string Login { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>Not before. Moved ahead when an instance begins with it, so that another takes over should that one not end.</summary>
    public DateTime DueAt { get; set; }

    public int Attempts { get; set; }
}
