namespace Chat.Messages.Posting;

/// <summary>Times as they travel between services: microseconds since 1970-01-01 UTC, PostgreSQL's own resolution.</summary>
static class UnixMicroseconds
{
    public static long Of(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
