using System.Text.Json;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Problems;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.Realtime.Hub;

/// <summary>
/// A hub client. What it does not read in time waits in its pipe and then in a bounded queue; when that is full it is told to
/// resume and cut off. Frames are shared between connections, so a full queue holds references, not copies.
/// </summary>
sealed class HubSubscriber(Caller caller, HubConnectionContext connection) : Subscriber(caller)
{
    const int MaxPending = 256;

    /// <summary>A write waits for another one, or for a thread, though the client keeps up: so few that wait do not mean that it is behind.</summary>
    const int FewPending = 8;

    static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    readonly Backlog _pending = new(MaxPending);
    CallCount _calls;
    int _leaving;
    volatile bool _isSignedOut;

    public override bool FollowsUser => true;

    /// <summary>
    /// How often it may still say that its user is writing, by session; null until it does. Used only where calls begin, which they do one after
    /// the other.
    /// </summary>
    public TokenBuckets<long>? TypingPace { get; set; }

    public override void Deliver(ChangeFrame frame) => Write(frame.HubMessage, frame.Size);

    public override void Notify(SessionNotice notice) =>
        Write(
            HubFrames.Invocation(
                "session", JsonSerializer.SerializeToUtf8Bytes(new { notice.SessionId, notice.Change, notice.Version }, JsonDefaults.Options)));

    public override void Tell(SerializedHubMessage frame, int size) => Write(frame, size);

    public override void Signal(SerializedHubMessage frame)
    {
        if (_pending.Frames < FewPending) Write(frame);
    }

    public override void SignOut(string reason)
    {
        _isSignedOut = true;
        Leave(
            [HubFrames.Invocation("signed_out", JsonSerializer.SerializeToUtf8Bytes(new { reason }, JsonDefaults.Options))], "Signed out.",
            mayReconnect: false);
    }

    public override void Move() => Leave([], "restart", mayReconnect: true);

    /// <inheritdoc cref="CallCount.Add"/>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/> too, from whoever was told that they are signed out and goes on.</exception>
    public void CountCall(DateTimeOffset now)
    {
        if (_isSignedOut) throw new ChatException(ErrorCode.NotSignedIn);
        _calls.Add(now);
    }

    /// <inheritdoc cref="CallCount.AddCostly"/>
    public void CountCostlyCall(DateTimeOffset now) => _calls.AddCostly(now);

    /// <summary>Says why and closes, once. A client that is told goes by itself; one that does not read or does not go is cut off.</summary>
    void Leave(SerializedHubMessage[] last, string reason, bool mayReconnect)
    {
        if (Interlocked.Exchange(ref _leaving, 1) == 0) _ = LeaveAsync(last, reason, mayReconnect);
    }

    async Task LeaveAsync(SerializedHubMessage[] last, string reason, bool mayReconnect)
    {
        var saying = SayAsync();
        // Not before, though it may be said: what is still on its way through the gateway is lost with the stream.
        await Task.Delay(FarewellTime, connection.ConnectionAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Abort();
        await saying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task SayAsync()
        {
            foreach (var message in last) await connection.WriteAsync(message);
            await connection.WriteAsync(new CloseMessage(reason, mayReconnect));
        }
    }

    /// <param name="message">What to write.</param>
    /// <param name="size">Its bytes, if they can be many.</param>
    void Write(SerializedHubMessage message, int size = 0)
    {
        if (Volatile.Read(ref _leaving) != 0) return;
        var writing = connection.WriteAsync(message);
        if (writing.IsCompleted) return;
        if (!_pending.Add(size)) Leave([], "resume", mayReconnect: true);
        _ = FinishAsync(writing, size);
    }

    async Task FinishAsync(ValueTask writing, int size)
    {
        try
        {
            await writing;
        }
        finally
        {
            _pending.Remove(size);
        }
    }
}
