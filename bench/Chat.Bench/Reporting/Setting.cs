using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Chat.Bench.Target;

namespace Chat.Bench.Reporting;

/// <summary>Where and of what figures were made.</summary>
/// <param name="Machine">Cores, memory, system.</param>
/// <param name="Versions">Of the programs that took part.</param>
sealed partial record Setting(string Machine, string Versions)
{
    public static async Task<Setting> OfAsync(ServerProcesses servers, MessageStore store, CancellationToken cancel)
    {
        var kilobytes = File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var memory = Math.Round(double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024 / 1024);
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var redis = Version().Match(Output($"/proc/{servers.Find("redis-server")}/exe", "--version")).Value;
        var rabbit = RabbitVersion().Match(Proc.Variable(servers.Find("beam.smp"), "ERL_LIBS") ?? "").Groups[1].Value;
        return new Setting(
            $"{Environment.ProcessorCount} cores, {memory} GiB, {RuntimeInformation.OSDescription}, Linux {kernel}",
            $".NET {Environment.Version}, PostgreSQL {await store.ServerVersionAsync(cancel)}, Redis {redis}, "
            + $"RabbitMQ {(rabbit.Length > 0 ? rabbit : "of unknown version")}");
    }

    /// <summary>The commit that is checked out, with a plus if files were changed since.</summary>
    public static string Commit()
    {
        var changed = Output("git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs").Trim().Length > 0;
        return Output("git", "rev-parse", "--short", "HEAD").Trim() + (changed ? "+" : "");
    }

    static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Version();

    [GeneratedRegex(@"rabbitmq_server-([\d.]+\d)")]
    private static partial Regex RabbitVersion();
}
