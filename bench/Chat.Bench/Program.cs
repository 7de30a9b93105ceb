using System.Runtime.InteropServices;
using Chat.Bench;
using Chat.Bench.Reporting;

Options options;
List<Measured> beside;
try
{
    options = Options.Parse(args);
    beside = Measured.Read(options.Beside);
}
catch (BenchException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
if (options.Help) Console.WriteLine(Options.HelpText);
if (options.Help || options.DryRun) return 0;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
// Receiving runs where it arrives; only what waits needs these.
ThreadPool.SetMinThreads(8, 8);
try
{
    return Run.All(options, beside, stop.Token) ? 0 : 1;
}
catch (BenchException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
