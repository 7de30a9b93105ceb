using System.ComponentModel.DataAnnotations;

namespace Chat.Messages.Posting;

/// <summary>Configuration section <c>Writer</c>.</summary>
sealed class WriterOptions
{
    /// <summary>Most posts in one commit. Beyond about 64 a commit's fixed cost is spread thin already; more only adds waiting.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 128;

    /// <summary>Most posts that wait for a commit; senders beyond wait to get in.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>How often a commit is tried again, on a fresh connection, before its senders are told to retry.</summary>
    [Range(0, 100)]
    public int Retries { get; set; } = 3;
}
