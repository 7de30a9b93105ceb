using System.Globalization;

namespace Chat.Bench.Target;

/// <summary>Reads /proc (man 5 proc).</summary>
static class Proc
{
    const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on

    /// <param name="Pid">Its id.</param>
    /// <param name="Parent">Its parent's id.</param>
    /// <param name="Name">The program's name, cut at 15 letters.</param>
    /// <param name="CpuSeconds">What it and its children that ended have used, user and system.</param>
    public readonly record struct Process(int Pid, int Parent, string Name, double CpuSeconds);

    public static List<Process> Processes()
    {
        var all = new List<Process>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var pid) || TryRead($"{folder}/stat") is not { } stat) continue;
            // The name stands in brackets and may hold anything.
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' ');
            var ticks = fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
            all.Add(new Process(pid, int.Parse(fields[1], CultureInfo.InvariantCulture), stat[(open + 1)..close], ticks / TicksPerSecond));
        }
        return all;
    }

    /// <summary>CPU seconds that the whole machine has spent on work since it started: all but idle and waiting for disks.</summary>
    public static double BusySeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] work = [1, 2, 3, 6, 7, 8]; // user, nice, system, irq, softirq, steal
        return work.Sum(field => double.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident and proportional set size in KB; nothing if the process has ended.</summary>
    public static (double Rss, double Pss) Memory(int pid)
    {
        var lines = TryRead($"/proc/{pid}/smaps_rollup")?.Split('\n') ?? [];
        return (Kilobytes("Rss:"), Kilobytes("Pss:"));

        double Kilobytes(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            : 0;
    }

    public static string[] Arguments(int pid) => TryRead($"/proc/{pid}/cmdline")?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>A variable of the environment that a process was started with.</summary>
    public static string? Variable(int pid, string name) =>
        TryRead($"/proc/{pid}/environ")?.Split('\0').FirstOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    public static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
