using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// A small script in a session of its own that ends the children when the AppHost can't: the kernel closes the pipe
/// between the two however the AppHost dies.
/// </summary>
internal sealed class Guard : IDisposable
{
    internal const string MarkVariable = "ASPIRE_STANDIN_RUN";

    private readonly Lock _lock = new();
    private readonly Process _script;

    public Guard()
    {
        var start = new ProcessStartInfo("setsid") { RedirectStandardInput = true, WorkingDirectory = AppContext.BaseDirectory };
        // By a relative path, so that its command line does not have the AppHost's name: who kills the one by name spares the other.
        start.ArgumentList.Add("bash");
        start.ArgumentList.Add("guard.sh");
        start.ArgumentList.Add($"{MarkVariable}={Mark}");
        start.Environment.Remove(MarkVariable);
        _script = Process.Start(start)!;
    }

    internal string Mark { get; } = Guid.NewGuid().ToString("N");

    internal void Started(int pid) => Tell('+', pid);

    internal void Ended(int pid)
    {
        try
        {
            Tell('-', pid);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The guard has ended: nobody is left to tell.
        }
    }

    public void Dispose()
    {
        _script.StandardInput.Dispose();
        _script.Dispose();
    }

    private void Tell(char what, int pid)
    {
        lock (_lock)
        {
            _script.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}{pid}"));
            _script.StandardInput.Flush();
        }
    }
}
