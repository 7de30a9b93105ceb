using System.ComponentModel.DataAnnotations;

namespace Chat.Messages.Retention;

/// <summary>Configuration section <c>Retention</c>.</summary>
sealed class RetentionOptions
{
    /// <summary>After how many days messages are deleted, in every session; owners may only shorten it. 0: never.</summary>
    [Range(0, RetentionPolicy.MaxDays)]
    public int Days { get; set; }

    /// <summary>How often messages are looked for that are too old.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);
}
