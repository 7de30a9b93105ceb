using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Hosting;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace Chat.Messages.Reading;

/// <summary>
/// The newest page of sessions, as bytes: what everybody asks for who opens a session. Each request asks the database whether the caller is
/// in the session and whether anything on the page has changed, under load many requests together; only then are messages read and
/// written anew. So neither permissions nor messages nor read marks are ever stale; the senders' names may be, for some seconds.
/// </summary>
sealed class NewestPages : IDisposable
{
    const int LooksAtOnce = 64;
    const long MaxBytes = 64 * 1024 * 1024;
    static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    // Where the session stands, and the two participants who are furthest behind in reading.
    const string Look =
        """
        SELECT asked.n, h.rev, behind.user_id, behind.read_seq
        FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS asked(session_id, user_id, n)
        JOIN session_members me ON me.session_id = asked.session_id AND me.user_id = asked.user_id AND NOT me.removed
        JOIN session_heads h ON h.session_id = asked.session_id AND NOT h.deleted
        CROSS JOIN LATERAL (
            SELECT user_id, read_seq FROM session_members
            WHERE session_id = asked.session_id AND NOT removed
            ORDER BY read_seq, user_id LIMIT 2) behind
        ORDER BY asked.n, behind.read_seq, behind.user_id
        """;

    readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxBytes });
    readonly NpgsqlDataSource _database;
    readonly Gathering<(long SessionId, long UserId), State?> _looks;

    public NewestPages(NpgsqlDataSource database)
    {
        _database = database;
        _looks = new(LookAsync, LooksAtOnce);
    }

    /// <summary>What a page depends on besides its messages.</summary>
    internal readonly record struct State(long Rev, ReadLevel Level);

    /// <summary>A page ready to be sent, and the address of the next one.</summary>
    internal sealed record Page(State State, byte[] Json, string? Next);

    public void Dispose() => _kept.Dispose();

    /// <summary>Where the session stands; null when the user is not known to be in it.</summary>
    public Task<State?> LookAsync(long sessionId, long userId, CancellationToken cancel) => _looks.AskAsync((sessionId, userId), cancel);

    async Task<State?[]> LookAsync(IReadOnlyList<(long SessionId, long UserId)> asked)
    {
        await using var connection = await _database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Look, connection)
        {
            Parameters = { new() { Value = asked.Select(one => one.SessionId).ToArray() }, new() { Value = asked.Select(one => one.UserId).ToArray() } },
        };
        // Planned once per connection.
        await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        var states = new State?[asked.Count];
        while (await reader.ReadAsync())
        {
            var place = (int)reader.GetInt64(0) - 1;
            var member = new ReadLevel.Member(reader.GetInt64(2), reader.GetInt64(3));
            states[place] = states[place] is { } state
                ? state with { Level = state.Level with { SecondLast = member } }
                : new State(reader.GetInt64(1), new ReadLevel(member, null));
        }
        return states;
    }

    /// <summary>The page, if it is kept and still true.</summary>
    public Page? Find(long sessionId, State state) => _kept.TryGetValue(sessionId, out Page? page) && page!.State == state ? page : null;

    /// <summary>Keeps a page that was read after its session was found in this state.</summary>
    public Page Keep(long sessionId, State state, IEnumerable<MessageState> messages, string? next)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(messages.Select(message => MessageDto.Of(message, state.Level)), JsonDefaults.Options);
        var page = new Page(state, json, next);
        _kept.Set(sessionId, page, new MemoryCacheEntryOptions { Size = json.Length, AbsoluteExpirationRelativeToNow = KeptFor });
        return page;
    }
}
