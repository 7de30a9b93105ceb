using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.Testing;

/// <summary>One process of the system, to be killed or stopped and started again: a replica of a service, or a server.</summary>
public sealed class Instance(ChatSystem chat, string resource, string id)
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

    public string Id => id;

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
        await BecomesAsync(snapshot => snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text));
    }

    /// <summary>Asks it to stop and lets it finish; answers when it has ended.</summary>
    public Task StopAsync() => chat.CommandAsync(id, KnownResourceCommands.StopCommand);

    /// <summary>Starts it again; answers when it is healthy.</summary>
    public async Task StartAsync()
    {
        await chat.CommandAsync(id, KnownResourceCommands.StartCommand);
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

    public override string ToString() => id;

    async Task BecomesAsync(Predicate<CustomResourceSnapshot> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await chat.App.ResourceNotifications.WaitForResourceAsync(resource, change => change.ResourceId == id && condition(change.Snapshot), timeout.Token);
    }

    /// <summary>The first process named like the program, among what the resource's own process has started and itself.</summary>
    int FindProgram()
    {
        if (!chat.App.ResourceNotifications.TryGetCurrentState(id, out var state)
            || state.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is not { } root)
            throw new InvalidOperationException($"{id} is no process of this machine: run the servers natively (Infrastructure:Mode=native).");
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Select(name => int.TryParse(name, out var pid) ? pid : Kernel)
            .Where(pid => pid != Kernel).ToLookup(ParentOf);
        var open = new Queue<int>([Convert.ToInt32(root, CultureInfo.InvariantCulture)]);
        while (open.TryDequeue(out var pid))
        {
            if (Read($"/proc/{pid}/comm").Trim() == Programs[resource]) return pid;
            foreach (var child in children[pid]) open.Enqueue(child);
        }
        throw new InvalidOperationException($"{id} does not run {Programs[resource]}.");
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
