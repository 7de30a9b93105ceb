namespace Chat.Bench.Target;

/// <summary>CPU seconds used up to a moment, or in between two.</summary>
/// <param name="Programs">By the system's processes, those of one program together.</param>
/// <param name="Parts">The same by what they do.</param>
/// <param name="Generator">By this process.</param>
/// <param name="Machine">By everything.</param>
sealed record Usage(
    IReadOnlyDictionary<string, double> Programs, IReadOnlyDictionary<Part, double> Parts, double Generator, double Machine)
{
    /// <summary>What serving took: all but the orchestration.</summary>
    public double Server => Parts[Part.App] + Parts[Part.Database] + Parts[Part.Bus];

    /// <summary>What neither the system nor this process used.</summary>
    public double Others => Math.Max(0, Machine - Parts.Values.Sum() - Generator);

    public static Usage Now(ServerProcesses servers)
    {
        var found = servers.Now();
        return new Usage(
            found.GroupBy(one => ServerProcesses.NameOf(one.Process)).ToDictionary(program => program.Key, program => program.Sum(one => one.Process.CpuSeconds)),
            Enum.GetValues<Part>().ToDictionary(part => part, part => found.Where(one => one.Part == part).Sum(one => one.Process.CpuSeconds)),
            Environment.CpuUsage.TotalTime.TotalSeconds,
            Proc.BusySeconds());
    }

    public Usage Since(Usage start) => new(
        Programs.ToDictionary(program => program.Key, program => program.Value - start.Programs.GetValueOrDefault(program.Key)),
        Parts.ToDictionary(part => part.Key, part => part.Value - start.Parts[part.Key]), Generator - start.Generator, Machine - start.Machine);
}
