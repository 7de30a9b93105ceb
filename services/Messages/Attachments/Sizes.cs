using System.Globalization;

namespace Chat.Messages.Attachments;

/// <summary>Sizes as people read them.</summary>
static class Sizes
{
    static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>As in "12.5 MB"; 1 KB is 1,024 bytes.</summary>
    public static string Of(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1024 && unit < Units.Length - 1; unit++) size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }
}
