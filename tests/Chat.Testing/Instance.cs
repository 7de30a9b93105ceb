using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.Testing;

/// <summary>One process of the system, to be killed or stopped and started again: an instance of a service, or a server.</summary>
/// <param name="chat">The system.</param>
/// <param name="part">The service or the server.</param>
/// <param name="name">The resource's name, as in <c>messages-1</c>.</param>
/// <param name="id">The orchestrator's name for it.</param>
public sealed class Instance(ChatSystem chat, string part, string name, string id)
{
    const int Kernel = 0;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static readonly Dictionary<string, string> Programs = new()
    {
        ["accounts"] = "Chat.Accounts",
        ["sessions"] = "Chat.Sessions",
        ["messages"] = "Chat.Messages",
        ["realtime"] = "Chat.Realtime",
        ["gateway"] = "Chat.Gateway",
        ["postgres"] = "postgres",
        ["redis"] = "redis-server",
        ["rabbitmq"] = "beam.smp",
    };

    public string Name => name;

    /// <summary>Bytes of RAM that the process has now.</summary>
    public long Memory
    {
        get
        {
            using var process = Process.GetProcessById(FindProgram());
            return process.WorkingSet64;
        }
    }

    /// <summary>Kills the program itself with SIGKILL, not the script around it or its children; answers when the end was noticed.</summary>
    public async Task KillAsync()
    {
        using (var process = Process.GetProcessById(FindProgram())) process.Kill();
        await EndsAsync();
    }

    /// <summary>Asks it to stop and lets it finish; answers when it has ended.</summary>
    public async Task StopAsync()
    {
        await chat.CommandAsync(name, KnownResourceCommands.StopCommand);
        await EndsAsync();
    }

    /// <summary>Starts it again; answers when it is healthy.</summary>
    public async Task StartAsync()
    {
        await chat.CommandAsync(name, KnownResourceCommands.StartCommand);
        await BecomesAsync(snapshot => snapshot.HealthStatus is HealthStatus.Healthy);
    }

    /// <summary>How to start one more like it: the same program, folder and environment.</summary>
    public ProcessStartInfo Copy()
    {
        var process = $"/proc/{FindProgram()}";
        var start = new ProcessStartInfo(new FileInfo($"{process}/exe").LinkTarget!) { WorkingDirectory = new FileInfo($"{process}/cwd").LinkTarget };
        start.Environment.Clear();
        foreach (var variable in Read($"{process}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[^1];
        }
        return start;
    }

    public override string ToString() => name;

    Task EndsAsync() => BecomesAsync(snapshot => snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text));

    async Task BecomesAsync(Predicate<CustomResourceSnapshot> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await chat.App.ResourceNotifications.WaitForResourceAsync(name, change => condition(change.Snapshot), timeout.Token);
    }

    /// <summary>The id of the resource's own process, which may be a script around the program.</summary>
    int FindProcess() =>
        chat.App.ResourceNotifications.TryGetCurrentState(id, out var state)
        && state.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } pid
            ? Convert.ToInt32(pid, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{name} is no process of this machine: run the servers natively (Infrastructure:Mode=native).");

    /// <summary>The first process named like the program, among what the resource's own process has started and itself.</summary>
    int FindProgram()
    {
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Select(folder => int.TryParse(folder, out var pid) ? pid : Kernel)
            .Where(pid => pid != Kernel).ToLookup(ParentOf);
        var open = new Queue<int>([FindProcess()]);
        while (open.TryDequeue(out var pid))
        {
            if (Read($"/proc/{pid}/comm").Trim() == Programs[part]) return pid;
            foreach (var child in children[pid]) open.Enqueue(child);
        }
        throw new InvalidOperationException($"{name} does not run {Programs[part]}.");
    }

    // The fourth field; the second, the name, is in parentheses and may hold anything.
    static int ParentOf(int pid) =>
        Read($"/proc/{pid}/stat") is var stat && stat.LastIndexOf(')') is > 0 and var end
            ? int.Parse(stat[(end + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
            : Kernel;

    static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // It ended while we looked.
        }
    }
}
