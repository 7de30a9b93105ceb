namespace Chat.ServiceDefaults.Hosting;

/// <summary>Work that keeps a thread for milliseconds, on one of its own: a service has few workers (<see cref="WorkerThreads"/>), and all other work waits for them.</summary>
public static class OwnThread
{
    /// <summary>Runs it to its end.</summary>
    public static Task RunAsync(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Runs it to its end.</summary>
    public static Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Runs it up to where it first waits; the rest goes on as usual.</summary>
    public static Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
}
