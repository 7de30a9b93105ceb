using System.Diagnostics;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>Some users in some sessions who do this and that, several at a time, and drop and take up their connections.</summary>
sealed class RandomWorld : IAsyncDisposable
{
    const int MaxSteps = 150;
    const int KillBefore = 15;
    const int DevicesEach = 2;

    // Of 60 choices at the least, some 27 are posts and 18 changes; some are refused, as their author was removed or the message is another's.
    const int LeastPosts = 5;
    const int LeastChanges = 2;
    static readonly string[] Emojis = ["👍", "🎉", "🤔"];
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    // On a busy machine there are fewer steps.
    static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    readonly ChatSystem _chat;
    readonly int _seed;
    readonly Random _random;
    readonly Person[] _people;
    readonly Membership[] _sessions;
    int _lastText;
    int _posts;
    int _changes;

    /// <summary>A user, the devices, and a state that one of them had some time ago.</summary>
    sealed class Person(ChatUser user)
    {
        public ChatUser User => user;
        public ReplicaClient[] Devices { get; } = [.. Enumerable.Range(0, DevicesEach).Select(_ => new ReplicaClient(user))];
        public List<ReplicaClient> Retired { get; } = [];
        public IReadOnlyDictionary<long, Replica>? Saved { get; set; }
    }

    RandomWorld(ChatSystem chat, int seed, Person[] people, Membership[] sessions) =>
        (_chat, _seed, _random, _people, _sessions) = (chat, seed, new Random(seed), people, sessions);

    public static async Task<RandomWorld> CreateAsync(ChatSystem chat, ChatUser[] users, int seed)
    {
        var sessions = new List<Membership>();
        foreach (var owner in users[..^1])
        {
            var session = await Eventually.SucceedsAsync(() => owner.CreateSessionAsync($"Seed {seed}", [.. users.Except([owner])]), "a session is made");
            sessions.Add(new Membership(owner, session.Id));
        }
        return new RandomWorld(chat, seed, [.. users.Select(user => new Person(user))], [.. sessions]);
    }

    /// <summary>Goes on for a while; somewhere in between an instance of the victim, if there is one, is killed and started again.</summary>
    public async Task RunAsync(string? victim)
    {
        var (killing, killAt) = (Task.CompletedTask, _random.Next(KillBefore));
        var clock = Stopwatch.StartNew();
        for (var step = 0; step < KillBefore || (step < MaxSteps && clock.Elapsed < MaxTime) || !killing.IsCompleted; step++)
        {
            if (victim is not null && step == killAt) killing = KillAsync(victim, _random.Next());
            // The choices are made here, in one order; only their effects are concurrent.
            await Task.WhenAll(_people.Select(Choose).ToArray());
        }
        await killing;
    }

    /// <summary>Everybody connects, and then holds what there is; and that is something.</summary>
    public async Task CheckAsync()
    {
        Assert.True(_posts >= LeastPosts && _changes >= LeastChanges, $"Seed {_seed}: only {_posts} posts and {_changes} changes of them were taken: nothing was tried.");
        foreach (var session in _sessions) session.CheckNothingForbiddenWasHeard(DevicesOf, _seed);
        using var stop = new CancellationTokenSource();
        var staying = Task.WhenAll(Devices.Select(device => device.StayConnectedAsync(stop.Token)));
        var fresh = new Dictionary<long, Replica>();
        foreach (var session in _sessions) fresh[session.Id] = await session.Owner.ReadFreshAsync(session.Id);
        var held = Devices.ToDictionary(device => device, device => _sessions.Where(session => session.Has(device.User)).Select(session => session.Id).ToArray());
        await Comparison.HoldTheSameAsync(held, fresh, _seed);
        await stop.CancelAsync();
        await staying;
        foreach (var device in _people.SelectMany(person => person.Retired))
            Assert.True(device.Faults.IsEmpty, $"Seed {_seed}: {device.User.Username} was told in a wrong way: {string.Join("; ", device.Faults.Take(5))}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var device in Devices) await device.DisposeAsync();
        foreach (var session in _sessions) session.Dispose();
    }

    IEnumerable<ReplicaClient> Devices => _people.SelectMany(person => person.Devices);

    IEnumerable<ReplicaClient> DevicesOf(ChatUser user) => _people.Where(person => person.User == user).SelectMany(person => person.Devices.Concat(person.Retired));

    Task Choose(Person person)
    {
        var (session, device) = (Pick(_sessions), person.Devices[_random.Next(DevicesEach)]);
        var replica = device.Replicas.GetValueOrDefault(session.Id);
        var (seq, emoji, someone, chance) = (_random.NextInt64(replica?.Rev ?? 0) + 1, Pick(Emojis), Pick(_people).User, _random.Next(100));
        return chance switch
        {
            < 25 => PostAsync(device, session, replyTo: null, overHub: true),
            < 40 => PostAsync(device, session, replyTo: null, overHub: false),
            < 45 => PostAsync(device, session, replyTo: seq, overHub: true),
            < 55 => ChangeAsync((http, message) => http.PatchAsJsonAsync(message, new { content = $"edited {chance} {seq}" })),
            < 60 => ChangeAsync((http, message) => http.DeleteAsync(message)),
            < 70 => ChangeAsync((http, message) => http.PutAsync($"{message}reactions/{emoji}/", null)),
            < 75 => ChangeAsync((http, message) => http.DeleteAsync($"{message}reactions/{emoji}/")),
            < 82 => device.DisconnectAsync(),
            < 92 => ConnectAsync(device),
            < 94 => Task.FromResult(person.Saved = device.Save()),
            < 96 => RestoreAsync(person, device),
            _ => session.ToggleAsync(someone, DevicesOf, _seed),
        };

        // Some message that the device knows of; whether the change is allowed is not the question here.
        Task ChangeAsync(Func<HttpClient, string, Task<HttpResponseMessage>> change) =>
            replica?.IdOf(seq) is { } id ? CountAsync(() => Interlocked.Increment(ref _changes), () => SucceedsAsync(change(person.User.Http, $"/api/messages/{id}/"))) : Task.CompletedTask;
    }

    T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    async Task PostAsync(ReplicaClient device, Membership session, long? replyTo, bool overHub)
    {
        var text = $"text {Interlocked.Increment(ref _lastText)} of {_seed}";
        session.Posting(text);
        await CountAsync(() => Interlocked.Increment(ref _posts), () => overHub && device.IsConnected
            ? device.SendAsync(session.Id, text, Guid.NewGuid(), replyTo)
            : SucceedsAsync(device.User.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = text, reply_to = replyTo })));
    }

    static async Task SucceedsAsync(Task<HttpResponseMessage> request)
    {
        using var reply = await request;
        reply.EnsureSuccessStatusCode();
    }

    /// <summary>Counts it if it was taken.</summary>
    static Task CountAsync(Action count, Func<Task> action) => TryAsync(async () =>
    {
        await action();
        count();
    });

    static Task ConnectAsync(ReplicaClient device) => device.IsConnected ? Task.CompletedTask : TryAsync(async () =>
    {
        await device.DisconnectAsync();
        await device.ConnectAsync();
    });

    /// <summary>A device starts again from a state that it, or another one, once had.</summary>
    static async Task RestoreAsync(Person person, ReplicaClient device)
    {
        await device.DisconnectAsync();
        person.Retired.Add(device);
        person.Devices[Array.IndexOf(person.Devices, device)] = new ReplicaClient(person.User, person.Saved);
    }

    async Task KillAsync(string resource, int which)
    {
        var instances = await _chat.InstancesAsync(resource);
        var instance = instances[which % instances.Count];
        await instance.KillAsync();
        await instance.StartAsync();
    }

    /// <summary>What fails now has failed; the states must agree all the same.</summary>
    static async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action().WaitAsync(Deadline);
        }
        catch (Exception)
        {
            // A part of the system is down, or it was not allowed.
        }
    }
}
