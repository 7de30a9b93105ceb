using System.Globalization;
using Chat.Bench.Target;

namespace Chat.Bench.Reporting;

/// <summary>The file that takes one line for each scenario.</summary>
sealed class Results : IDisposable
{
    public const string Server = "chat";

    readonly StreamWriter _file;
    readonly string _variant;

    Results(string path, string variant)
    {
        (Path, _variant) = (path, variant);
        _file = new StreamWriter(path) { AutoFlush = true };
    }

    public string Path { get; }

    /// <param name="folder">Gets a file named after the time.</param>
    /// <param name="variant">Which state of the system it is.</param>
    public static Results In(string folder, string variant)
    {
        Directory.CreateDirectory(folder);
        return new Results(System.IO.Path.Combine(folder, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}.jsonl"), variant);
    }

    public ResultLine Begin(string scenario) => new()
    {
        ["server"] = Server,
        ["variant"] = _variant,
        ["scenario"] = scenario,
        ["at"] = DateTime.UtcNow.ToString("s", CultureInfo.InvariantCulture) + "Z",
        ["load1"] = Proc.LoadAverage(),
        ["probe_ms"] = Speed.ProbeMs(),
    };

    public void Write(ResultLine line)
    {
        Console.WriteLine(line);
        _file.WriteLine(line);
    }

    public void Dispose()
    {
        _file.Dispose();
        if (new FileInfo(Path).Length == 0) File.Delete(Path);
    }
}
