using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>
/// Messages of several users into several sessions, over the hub and over REST at once, and changes of them; each is sent again
/// until it is acknowledged. Beside the devices that write there are as many that only listen.
/// </summary>
sealed class Traffic : IAsyncDisposable
{
    const int Users = 6;
    const int Sessions = 4;
    const int WritersEach = 2;

    /// <summary>So that the messages last for all kills.</summary>
    const double MostPerSecond = 150;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Guid, (long SessionId, long Id, long Seq)> _acknowledged = new();
    readonly ConcurrentQueue<string> _faults = [];
    readonly ConcurrentQueue<Persistence> _persistent = [];
    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly Dictionary<ReplicaClient, long[]> _devices = [];
    readonly Dictionary<long, ChatUser> _owners = [];
    readonly int _seed;
    int _allowed;
    int _taken;

    Traffic(int seed) => _seed = seed;

    /// <summary>How many messages are acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>How many requests over REST were not answered, or answered with an error of the server.</summary>
    public int RestFailures => _persistent.Sum(user => user.RestFailures);

    /// <inheritdoc cref="Persistence.HubFailures"/>
    public int HubFailures => _persistent.Sum(user => user.HubFailures);

    /// <inheritdoc cref="Persistence.FailedSends"/>
    public int FailedSends => _persistent.Sum(user => user.FailedSends);

    /// <inheritdoc cref="Persistence.LongestSend"/>
    public TimeSpan LongestSend => _persistent.Max(user => user.LongestSend);

    /// <summary>Ends when all messages are written, or one was refused.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    Task Connecting { get; set; } = Task.CompletedTask;

    public static async Task<Traffic> StartAsync(ChatSystem chat, int seed, int messages)
    {
        var traffic = new Traffic(seed);
        var users = await Task.WhenAll(Enumerable.Range(0, Users).Select(_ => Eventually.SucceedsAsync(() => chat.NewUserAsync(), "a user signs up")));
        foreach (var i in Enumerable.Range(0, Sessions))
        {
            // Everybody but one.
            var others = users.Where((_, u) => u != i && u != (i + Sessions) % Users).ToArray();
            var session = await Eventually.SucceedsAsync(() => users[i].CreateSessionAsync($"Seed {seed}", others), "a session is made");
            traffic._owners[session.Id] = users[i];
        }
        var sessions = traffic._owners.Keys.ToArray();
        foreach (var u in Enumerable.Range(0, 2 * Users))
            traffic._devices[new ReplicaClient(users[u % Users])] = [.. sessions.Where((_, i) => u % Users != (i + Sessions) % Users)];
        traffic.Connecting = Task.WhenAll(traffic._devices.Keys.Select(device => device.StayConnectedAsync(traffic._stop.Token)));
        traffic.Writing = Task.WhenAll(traffic._devices.Take(Users).SelectMany((device, u) => Enumerable.Range(0, WritersEach)
            .Select(w => Task.Run(() => traffic.WriteAsync(device.Key, device.Value, isHub: w == 0, new Random(seed + (u * WritersEach) + w), messages)))));
        return traffic;
    }

    /// <summary>Lets the writers go on up to this many messages in all.</summary>
    public void Allow(int messages) => Volatile.Write(ref _allowed, messages);

    /// <summary>Call it when all is written: every message is there once, and everybody holds it.</summary>
    public async Task CheckAsync()
    {
        Assert.True(_faults.IsEmpty, $"Seed {_seed}: {string.Join("; ", _faults.Take(5))}");
        var fresh = new Dictionary<long, Replica>();
        foreach (var (sessionId, owner) in _owners) fresh[sessionId] = await owner.ReadFreshAsync(sessionId);
        var stored = new Dictionary<Guid, (long SessionId, long Id, long Seq)>();
        foreach (var (sessionId, session) in fresh)
        {
            Assert.True(session.Messages.Keys.Order().SequenceEqual(Enumerable.Range(1, session.Messages.Count).Select(seq => (long)seq)), $"Seed {_seed}: session {sessionId} has a hole in its numbers.");
            foreach (var (seq, json) in session.Messages)
            {
                var message = JsonSerializer.Deserialize<MessageView>(json, Api.Json)!;
                Assert.True(stored.TryAdd(message.ClientId, (sessionId, message.Id, seq)), $"Seed {_seed}: message {seq} of session {sessionId} is there twice.");
            }
        }
        Assert.True(stored.Count == _acknowledged.Count, $"Seed {_seed}: {_acknowledged.Count} messages are acknowledged, {stored.Count} stored.");
        foreach (var (clientId, acknowledged) in _acknowledged)
            Assert.True(stored.GetValueOrDefault(clientId) == acknowledged, $"Seed {_seed}: {acknowledged} was acknowledged, {stored.GetValueOrDefault(clientId)} is stored.");
        await Comparison.HoldTheSameAsync(_devices, fresh, _seed);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Connecting;
        await Writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var device in _devices.Keys) await device.DisposeAsync();
        _stop.Dispose();
    }

    async Task WriteAsync(ReplicaClient device, long[] sessions, bool isHub, Random random, int messages)
    {
        var user = new Persistence(device, _stop.Token);
        _persistent.Enqueue(user);
        while (Interlocked.Increment(ref _taken) is var number && number <= messages)
        {
            while (number > Volatile.Read(ref _allowed) || number > _clock.Elapsed.TotalSeconds * MostPerSecond) await Task.Delay(Pause, _stop.Token);
            var (sessionId, clientId, text) = (sessions[random.Next(sessions.Length)], Guid.NewGuid(), $"text {number}");
            var (id, seq) = isHub ? await user.PostOverHubAsync(sessionId, text, clientId) : await user.PostOverRestAsync(sessionId, text, clientId);
            _acknowledged[clientId] = (sessionId, id, seq);

            var chance = random.Next(100);
            if (chance < 5)
            {
                // Again, over the other way.
                var again = isHub ? await user.PostOverRestAsync(sessionId, text, clientId) : await user.PostOverHubAsync(sessionId, text, clientId);
                if (again != (id, seq)) _faults.Enqueue($"{text} was acknowledged as {(id, seq)}, and then as {again}");
            }
            else if (chance < 20)
            {
                await user.ChangeAsync(id, random.Next(5));
            }
        }
    }
}
