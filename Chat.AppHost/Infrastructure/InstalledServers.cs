using System.Diagnostics;

namespace Chat.AppHost.Infrastructure;

/// <summary>Looks at this machine for a container engine or the servers' own programs.</summary>
internal static class InstalledServers
{
    private static readonly string[] Engines = ["docker", "podman"];
    private static readonly TimeSpan EngineAnswersWithin = TimeSpan.FromSeconds(4);

    /// <exception cref="SetupException">When the mode can't work here.</exception>
    internal static (InfrastructureMode Mode, string? Engine) Choose(InfrastructureMode wanted)
    {
        if (wanted is InfrastructureMode.External)
            return (wanted, null);
        var engine = wanted is InfrastructureMode.Native ? null : Engines.FirstOrDefault(Answers);
        if (engine is not null)
            return (InfrastructureMode.Containers, engine);
        if (wanted is InfrastructureMode.Containers)
            throw new SetupException("Infrastructure:Mode is containers, but neither docker nor podman answers: start one, or set the mode to native.");
        var missing = MissingPackages().ToArray();
        if (missing.Length == 0)
            return (InfrastructureMode.Native, null);
        throw new SetupException(
            $"{(wanted is InfrastructureMode.Native ? "" : "No container engine answers, and ")}the servers are not installed. "
            + $"Install them with: sudo apt-get install -y {string.Join(' ', missing)}");
    }

    private static IEnumerable<string> MissingPackages()
    {
        if (!IsOnPath("postgres") && !HasPostgres())
            yield return "postgresql";
        if (!IsOnPath("redis-server"))
            yield return "redis-server";
        if (!IsOnPath("rabbitmq-server") && !File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server"))
            yield return "rabbitmq-server";
    }

    private static bool HasPostgres() =>
        Directory.Exists("/usr/lib/postgresql")
        && Directory.GetDirectories("/usr/lib/postgresql").Any(version => File.Exists(Path.Combine(version, "bin", "postgres")));

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static bool Answers(string engine)
    {
        if (!IsOnPath(engine))
            return false;
        var start = new ProcessStartInfo(engine, "info") { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(EngineAnswersWithin))
            return process.ExitCode == 0;
        process.Kill(entireProcessTree: true);
        return false;
    }
}
