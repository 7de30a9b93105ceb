using System.Diagnostics;

namespace Chat.Bench.Measuring;

/// <summary>Sends at a rate whatever the server does (an open loop): a server that is slow does not get less to do.</summary>
static class Pacer
{
    static readonly TimeSpan GiveUpBehind = TimeSpan.FromSeconds(2);

    /// <summary>Calls <paramref name="send"/> with 0, 1, 2, ... when each is due; answers by how many milliseconds it was late at worst.</summary>
    public static Task<double> RunAsync(double rate, int count, Action<int> send, CancellationToken stop)
    {
        var done = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: a pool that is busy receiving must not delay what is due.
        new Thread(Run) { IsBackground = true, Name = "pacer" }.Start();
        return done.Task;

        void Run()
        {
            try
            {
                var start = Stopwatch.GetTimestamp();
                var late = TimeSpan.Zero;
                for (var k = 0; k < count && late < GiveUpBehind && !stop.IsCancellationRequested; k++)
                {
                    var due = TimeSpan.FromSeconds(k / rate);
                    TimeSpan wait;
                    while ((wait = due - Stopwatch.GetElapsedTime(start)) > TimeSpan.Zero) Thread.Sleep(Math.Max(1, (int)wait.TotalMilliseconds));
                    if (-wait > late) late = -wait;
                    send(k);
                }
                done.SetResult(late.TotalMilliseconds);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }
}
