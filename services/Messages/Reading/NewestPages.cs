using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.Messages.ReadMarkers;
using Chat.ServiceDefaults.Hosting;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace Chat.Messages.Reading;

/// <summary>
/// The newest page of sessions, as bytes: what everybody asks for who opens a session. Each request asks the database whether the caller is
/// in the session and whether anything on the page has changed; only then are messages read and written anew. So neither
/// permissions nor messages nor read marks are ever stale; the senders' names may be, for some seconds.
/// </summary>
sealed class NewestPages(NpgsqlDataSource database) : IDisposable
{
    const long MaxBytes = 64 * 1024 * 1024;
    static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    // Where the session stands, and the two participants who are furthest behind in reading.
    const string Look =
        """
        SELECT h.rev, behind.user_id, behind.read_seq
        FROM session_members me
        JOIN session_heads h USING (session_id)
        CROSS JOIN LATERAL (
            SELECT user_id, read_seq FROM session_members
            WHERE session_id = me.session_id AND NOT removed
            ORDER BY read_seq, user_id LIMIT 2) behind
        WHERE me.session_id = $1 AND me.user_id = $2 AND NOT me.removed AND NOT h.deleted
        """;

    readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    /// <summary>What a page depends on besides its messages.</summary>
    internal readonly record struct State(long Rev, ReadLevel Level);

    /// <summary>A page ready to be sent, and the address of the next one.</summary>
    internal sealed record Page(State State, byte[] Json, string? Next);

    public void Dispose() => _kept.Dispose();

    /// <summary>Where the session stands; null when the user is not known to be in it.</summary>
    public async Task<State?> LookAsync(long sessionId, long userId, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(Look, connection) { Parameters = { new() { Value = sessionId }, new() { Value = userId } } };
        // Planned once per connection.
        await command.PrepareAsync(cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return null;
        var rev = reader.GetInt64(0);
        ReadLevel.Member? last = new(reader.GetInt64(1), reader.GetInt64(2));
        ReadLevel.Member? secondLast = await reader.ReadAsync(cancel) ? new(reader.GetInt64(1), reader.GetInt64(2)) : null;
        return new State(rev, new ReadLevel(last, secondLast));
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
