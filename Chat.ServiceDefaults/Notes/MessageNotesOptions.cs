using System.ComponentModel.DataAnnotations;

namespace Chat.ServiceDefaults.Notes;

/// <summary>Configuration section <c>MessageNotes</c>.</summary>
public sealed class MessageNotesOptions
{
    /// <summary>
    /// Notes that an instance takes a second for long, and six hundred times as many at once after a pause; what is beyond is not noted. A message has
    /// five or six over all instances, of about fifteen bytes in Redis each. 0: none.
    /// </summary>
    [Range(0, 1_000_000)]
    public int PerSecond { get; set; } = 200;

    /// <summary>How long they are kept.</summary>
    [Range(1, 24 * 31)]
    public int Hours { get; set; } = 24;
}
