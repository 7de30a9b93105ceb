namespace Chat.Bench.Target;

/// <summary>Memory of the serving processes in KB. RSS counts shared pages in every process that has them, PSS counts them once.</summary>
sealed record MemoryUse(double Rss, double Pss, IReadOnlyDictionary<Part, double> PssOf, IReadOnlyDictionary<string, double> PssByProgram)
{
    public static MemoryUse Now(ServerProcesses servers)
    {
        var sizes = servers.Now().Where(one => one.Part is not Part.Orchestration)
            .Select(one => (one.Part, Program: ServerProcesses.NameOf(one.Process), Memory: Proc.Memory(one.Process.Pid))).ToList();
        return new MemoryUse(
            sizes.Sum(size => size.Memory.Rss),
            sizes.Sum(size => size.Memory.Pss),
            sizes.GroupBy(size => size.Part).ToDictionary(part => part.Key, part => part.Sum(size => size.Memory.Pss)),
            sizes.GroupBy(size => size.Program).ToDictionary(program => program.Key, program => program.Sum(size => size.Memory.Pss)));
    }
}
