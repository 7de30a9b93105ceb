namespace Chat.Messages.Data;

/// <summary>Up to which number of a session it is known whom its messages are meant for.</summary>
sealed class AttentionMark
{
    public long SessionId { get; init; }
    public long Seq { get; init; }
}
