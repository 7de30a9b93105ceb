namespace Chat.Messages.Data;

/// <summary>When a user was last told what they have missed. Whoever tells them holds the row.</summary>
sealed class AttentionUser
{
    public long UserId { get; init; }
    public DateTime ToldAt { get; init; }
}
