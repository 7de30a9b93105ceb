namespace Chat.Bench.Scenarios;

static class Storm
{
    public static Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        _ = bench;
        cancel.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }
}
