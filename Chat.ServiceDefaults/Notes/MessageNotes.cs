using System.Diagnostics;
using System.Threading.Channels;
using Chat.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.ServiceDefaults.Notes;

/// <summary>
/// Notes what happens to messages on this instance, for administrators who ask what became of one. Whoever handles a message puts a few numbers
/// into a queue and goes on; they go to Redis once a second, all in one, and nobody waits for that. Notes may be lost: with Redis, with the
/// instance, and when there are too many.
/// </summary>
public sealed partial class MessageNotes : BackgroundService
{
    const int MaxWaiting = 20_000;

    /// <summary>So much room is saved up while there is little to note, in seconds of what is allowed.</summary>
    const int MaxSaved = 600;

    static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    readonly Channel<MessageNote> _taken =
        Channel.CreateBounded<MessageNote>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    readonly IConnectionMultiplexer _redis;
    readonly TimeProvider _time;
    readonly MessageNotesOptions _options;
    readonly ILogger<MessageNotes> _logger;
    long _room, _madeAt;

    public MessageNotes(IConnectionMultiplexer redis, TimeProvider time, IOptions<MessageNotesOptions> options, ILogger<MessageNotes> logger)
    {
        (_redis, _time, _options, _logger) = (redis, time, options.Value, logger);
        (_room, _madeAt) = ((long)_options.PerSecond * MaxSaved, time.GetTimestamp());
    }

    /// <summary>Returns at once.</summary>
    public void Take(in MessageNote note)
    {
        if (Interlocked.Decrement(ref _room) >= 0 || TryMakeRoom()) _taken.Writer.TryWrite(note);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        var notes = new List<MessageNote>();
        while (await _taken.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Task.Delay(Gather, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            notes.Clear();
            while (_taken.Reader.TryRead(out var note)) notes.Add(note);
            Send(notes);
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _taken.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>What the time since the last time allows; one caller does it.</summary>
    bool TryMakeRoom()
    {
        var (last, now) = (Volatile.Read(ref _madeAt), _time.GetTimestamp());
        var room = _options.PerSecond * Math.Min((long)_time.GetElapsedTime(last, now).TotalSeconds, MaxSaved);
        if (room == 0 || Interlocked.CompareExchange(ref _madeAt, now, last) != last) return false;
        Interlocked.Exchange(ref _room, room - 1);
        return true;
    }

    void Send(List<MessageNote> notes)
    {
        try
        {
            var db = _redis.GetDatabase();
            foreach (var minute in notes.GroupBy(note => NotePages.KeyOf(note.PostedAt)))
            {
                db.ListRightPush(minute.Key, NotePages.Write(ThisInstance.Service, ThisInstance.Name, [.. minute]), flags: CommandFlags.FireAndForget);
                db.KeyExpire(minute.Key, TimeSpan.FromHours(_options.Hours) + TimeSpan.FromMinutes(2), CommandFlags.FireAndForget);
            }
        }
        catch (Exception e)
        {
            // Redis is away, as a rule, and these notes are lost. Whatever it is: for notes nobody's service stops.
            if (e is not RedisException) Log.Failed(_logger, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(120, LogLevel.Warning, "Notes of what became of messages are lost")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
