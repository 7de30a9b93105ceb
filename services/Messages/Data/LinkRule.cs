namespace Chat.Messages.Data;

/// <summary>Whether a session shows previews of links, as its owner wants it. Without a row it does, where the site does.</summary>
sealed class LinkRule
{
    public long SessionId { get; init; }
    public bool IsOn { get; set; }
    public DateTime SetAt { get; set; }
    public long SetBy { get; set; }
}
