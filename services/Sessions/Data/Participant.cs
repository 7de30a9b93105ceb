namespace Chat.Sessions.Data;

sealed class Participant
{
    public long SessionId { get; init; }
    public long UserId { get; init; }
    public required Role Role { get; set; }
    public DateTime JoinedAt { get; init; }
    public Person? Person { get; init; }
}
