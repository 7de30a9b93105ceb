using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Chat.Bench.Target;

/// <summary>The AppHost as <c>./chat up</c> runs it, but with data, ports and a log of its own.</summary>
sealed class OwnAppHost
{
    // Away from the port of './chat up', so that both can run.
    const string DashboardUrl = "http://localhost:18898";

    readonly Process _process;
    readonly string _data;
    readonly BlockingCollection<string> _lines = [];

    OwnAppHost(Process process, string state)
    {
        (_process, _data) = (process, DataFolder(state));
        (Log, Logs) = (Path.Combine(state, "apphost.log"), Path.Combine(state, "logs"));
        var log = TextWriter.Synchronized(new StreamWriter(Log) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        void Take(string? line)
        {
            if (line is null) return;
            log.WriteLine(line);
            _lines.Add(line);
        }
    }

    public int ProcessId => _process.Id;

    public string Log { get; }

    /// <summary>Where the services' own logs are once it has stopped.</summary>
    public string Logs { get; }

    /// <exception cref="BenchException">When another benchmark of this checkout runs.</exception>
    public static OwnAppHost Start(string program, string state, int instances)
    {
        Directory.CreateDirectory(state);
        DeleteData(DataFolder(state));
        // Stopped by the kernel should this process be killed; setpriv becomes the AppHost.
        var start = new ProcessStartInfo("setpriv")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList =
            {
                "--pdeathsig", "TERM", "--", Path.GetFullPath(program),
                // Processes of containers are not below the AppHost, so that they could not be measured.
                "--Infrastructure:Mode=native",
                $"--Chat:DataDirectory={DataFolder(state)}",
                "--Gateway:Port=0",
                // One address signs up everybody.
                "--RateLimits:SignInsPerMinute=0",
                // A few of them write and read for all.
                "--RateLimits:MessagesPerSecond=0",
                "--RateLimits:SessionsPerMinute=0",
                "--RateLimits:ReadsPerSecond=0",
            },
        };
        if (instances > 0)
        {
            foreach (var service in (string[])["messages", "realtime"]) start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--Replicas:{service}={instances}"));
        }
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = DashboardUrl;
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        // Hashing of passwords is not what is measured, and thousands of users sign up first.
        start.Environment["Passwords__Iterations"] = "10000";
        // A setting of the generator; the system runs as it always does.
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        return new OwnAppHost(Process.Start(start)!, state);
    }

    /// <summary>What follows the beginning of the first such line; null if it does not come.</summary>
    public string? WaitForLine(string beginning, TimeSpan limit, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < limit && !_process.HasExited;)
        {
            if (_lines.TryTake(out var line, millisecondsTimeout: 200, cancel) && line.StartsWith(beginning, StringComparison.Ordinal)) return line[beginning.Length..];
        }
        return null;
    }

    /// <summary>Asks it to stop and waits; then deletes its data, except for the logs.</summary>
    public void Stop(TimeSpan limit)
    {
        using (_process)
        {
            if (!_process.HasExited) Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
            if (!_process.WaitForExit(limit)) _process.Kill(); // the orchestrator, which watches it, ends what it has left behind
        }
        var logs = Path.Combine(_data, "logs");
        if (Directory.Exists(Logs)) Directory.Delete(Logs, recursive: true);
        if (Directory.Exists(logs)) Directory.Move(logs, Logs);
        DeleteData(_data);
    }

    static string DataFolder(string state) => Path.GetFullPath(Path.Combine(state, "data"));

    static void DeleteData(string folder)
    {
        if (!Directory.Exists(folder)) return;
        try
        {
            using var held = new FileStream(Path.Combine(folder, "apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new BenchException("Another benchmark of this checkout runs already.");
        }
        // Where the servers' users cannot pass, their data are elsewhere; the AppHost has noted where.
        var note = Path.Combine(folder, "servers");
        if (File.Exists(note) && File.ReadAllText(note) is { Length: > 0 } elsewhere && Directory.Exists(elsewhere)) Directory.Delete(elsewhere, recursive: true);
        Directory.Delete(folder, recursive: true);
    }
}
