using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// One started program, leader of its own session and process group: Ctrl-C in the terminal reaches the AppHost alone,
/// and what the program leaves behind is found by the group.
/// </summary>
internal sealed partial class ChildProcess
{
    private const int Kill = 9;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly Guard _guard;

    private ChildProcess(Process process, Guard guard, Action<string, bool> output)
    {
        _process = process;
        _guard = guard;
        Exited = RunAsync(output);
    }

    internal int Id => _process.Id;

    internal Task<int> Exited { get; }

    internal static ChildProcess Start(
        string command, IEnumerable<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string> environment,
        Guard guard, Action<string, bool> output)
    {
        // setsid keeps the process id, as .NET starts it as no group's leader.
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(command);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var inherited in start.Environment.Keys.Where(IsOfTheAppHost).ToArray())
            start.Environment.Remove(inherited);
        start.Environment[Guard.MarkVariable] = guard.Mark;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        try
        {
            guard.Started(process.Id);
        }
        catch (IOException e)
        {
            _ = Signal(-process.Id, Kill);
            throw new DistributedApplicationException("The guard has ended, so nothing more is started: restart the AppHost.", e);
        }
        process.StandardInput.Close();
        return new ChildProcess(process, guard, output);
    }

    /// <summary>Asks the program to end, and after the grace period kills it with all of its group.</summary>
    internal async Task StopAsync(TimeSpan grace)
    {
        _ = Signal(_process.Id, Terminate);
        try
        {
            await Exited.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            _ = Signal(-_process.Id, Kill);
            await Exited;
        }
    }

    private static bool IsOfTheAppHost(string variable) =>
        variable.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || variable.StartsWith("ASPIRE_", StringComparison.Ordinal)
        || variable.StartsWith("OTEL_", StringComparison.Ordinal) || variable is "DOTNET_LAUNCH_PROFILE" or "DOTNET_ENVIRONMENT";

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);

    private async Task<int> RunAsync(Action<string, bool> output)
    {
        var pumps = Task.WhenAll(PumpAsync(_process.StandardOutput, false, output), PumpAsync(_process.StandardError, true, output));
        await _process.WaitForExitAsync();
        _ = Signal(-_process.Id, Kill);
        _guard.Ended(_process.Id);
        await Task.WhenAny(pumps, Task.Delay(TimeSpan.FromSeconds(1)));
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader lines, bool isError, Action<string, bool> output)
    {
        while (await lines.ReadLineAsync() is { } line)
            output(line, isError);
    }
}
