namespace Chat.Bench.Scenarios;

/// <summary>Over all steps before it, those that were too much, too: is what was acknowledged stored?</summary>
static class DurabilitySum
{
    public static Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var line = bench.Results.Begin("durability");
        line["sent"] = bench.Durability.Sent;
        line["refused"] = bench.Durability.Refused;
        line["acked"] = bench.Durability.Acknowledged;
        line["persisted"] = bench.Durability.Stored;
        line["acked_not_persisted"] = bench.Durability.Missing;
        line["ok"] = bench.Durability is { Missing: 0, Sent: > 0 };
        bench.Results.Write(line);
        return Task.CompletedTask;
    }
}
