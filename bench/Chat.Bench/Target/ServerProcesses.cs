using System.Globalization;

namespace Chat.Bench.Target;

/// <summary>The processes below an AppHost and the orchestrator that it started, and what each of them does.</summary>
sealed class ServerProcesses(int appHost)
{
    /// <summary>All there are now; they come and go, PostgreSQL's with each connection.</summary>
    public List<(Proc.Process Process, Part Part)> In(List<Proc.Process> all)
    {
        var children = all.ToLookup(process => process.Parent);
        var found = new List<(Proc.Process, Part)>();
        var open = new Stack<(Proc.Process Process, Part Part)>(all.Where(process => process.Pid == appHost || IsOrchestrator(process)).Select(root => (root, Part.Orchestration)));
        while (open.TryPop(out var next))
        {
            found.Add(next);
            foreach (var child in children[next.Process.Pid]) open.Push((child, PartOf(child) ?? next.Part));
        }
        return found;
    }

    public List<(Proc.Process Process, Part Part)> Now() => In(Proc.Processes());

    /// <summary>A process by its program's name.</summary>
    /// <exception cref="BenchException">When there is none.</exception>
    public int Find(string name) => Now().Where(found => NameOf(found.Process) == name).Select(found => (int?)found.Process.Pid).FirstOrDefault()
        ?? throw new BenchException($"Process {appHost} runs no {name}: is it a Chat.AppHost, with servers in native mode?");

    /// <summary>It leaves the AppHost's family, and watches it instead.</summary>
    bool IsOrchestrator(Proc.Process process) =>
        process.Name == "dcp" && Proc.Arguments(process.Pid) is var arguments
        && Array.IndexOf(arguments, "--monitor") is >= 0 and var option && arguments.ElementAtOrDefault(option + 1) == appHost.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null: the same as its parent.</summary>
    static Part? PartOf(Proc.Process process) => NameOf(process) switch
    {
        "postgres" => Part.Database,
        "redis-server" or "beam.smp" or "epmd" => Part.Bus,
        var name when name.StartsWith("Chat.", StringComparison.Ordinal) => Part.App,
        _ => null,
    };

    /// <summary>The program, also of what runs as <c>dotnet Chat.Something.dll</c>.</summary>
    public static string NameOf(Proc.Process process) =>
        process.Name == "dotnet" && Proc.Arguments(process.Pid).FirstOrDefault(argument => argument.EndsWith(".dll", StringComparison.Ordinal)) is { } library
            ? Path.GetFileNameWithoutExtension(library)
            : process.Name;
}
