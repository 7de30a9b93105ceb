using System.Diagnostics;

namespace Chat.SystemTests;

/// <summary>Programs that tests run to their end.</summary>
static class Programs
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>The folder of the whole system's sources.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The exit code and all that the program printed; one with a slash is below <see cref="Root"/>.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var start = new ProcessStartInfo(program.Contains('/') ? Path.Combine(Root, program) : program, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Longest);
        return (process.ExitCode, await output + await errors);
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Chat.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("Chat.sln is in no folder above the tests.");
        return folder.FullName;
    }
}
