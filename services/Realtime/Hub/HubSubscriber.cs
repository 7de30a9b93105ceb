using System.Text.Json;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.Realtime.Hub;

/// <summary>A hub client. What it does not read in time waits in its pipe; beyond <see cref="MaxPending"/> writes it is cut off and resumes.</summary>
sealed class HubSubscriber(Caller caller, HubConnectionContext connection) : Subscriber(caller)
{
    const int MaxPending = 256;

    static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    int _pending;
    volatile bool _signedOut;

    public override bool FollowsUser => true;

    public override void Deliver(ChangeFrame frame) => Write(frame.HubMessage);

    public override void Notify(SessionNotice notice) =>
        Write(HubFrames.Invocation("session", JsonSerializer.SerializeToUtf8Bytes(new { notice.SessionId, notice.Change, notice.Version }, JsonDefaults.Options)));

    public override void SignOut(string reason)
    {
        _signedOut = true;
        _ = LeaveAsync(reason);
    }

    /// <summary>Says why and closes; a client that does not read is not waited for.</summary>
    async Task LeaveAsync(string reason)
    {
        var farewell = SayAsync();
        await Task.WhenAny(farewell, Task.Delay(FarewellTime));
        connection.Abort();

        async Task SayAsync()
        {
            await connection.WriteAsync(HubFrames.Invocation("signed_out", JsonSerializer.SerializeToUtf8Bytes(new { reason }, JsonDefaults.Options)));
            await connection.WriteAsync(new CloseMessage("Signed out.", allowReconnect: false));
        }
    }

    void Write(SerializedHubMessage message)
    {
        if (_signedOut) return;
        var writing = connection.WriteAsync(message);
        if (writing.IsCompleted) return;
        if (Interlocked.Increment(ref _pending) > MaxPending) connection.Abort();
        _ = FinishAsync(writing);
    }

    async Task FinishAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}
