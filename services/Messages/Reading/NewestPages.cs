using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Caching.Memory;

namespace Chat.Messages.Reading;

/// <summary>
/// The newest page of sessions, as bytes: what everybody asks for who opens a session. Each request asks the database whether the caller is
/// in the session and whether anything on the page has changed (<see cref="PageLooks"/>); only then are messages read and written anew. So
/// neither permissions nor messages nor read marks are ever stale; the senders' names may be, for some seconds.
/// </summary>
sealed class NewestPages : IDisposable
{
    const long MaxBytes = 64 * 1024 * 1024;
    static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    /// <summary>A page ready to be sent, and the address of the next one.</summary>
    internal sealed record Page(PageState State, byte[] Json, string? Next);

    public void Dispose() => _kept.Dispose();

    /// <summary>The page, if it is kept and still true.</summary>
    public Page? Find(long sessionId, PageState state)
    {
        var found = _kept.TryGetValue(sessionId, out Page? page) && page!.State == state ? page : null;
        CacheMeter.Count("newest_pages", found is not null);
        return found;
    }

    /// <summary>Keeps a page that was read after its session was found in this state.</summary>
    public Page Keep(long sessionId, PageState state, IEnumerable<MessageState> messages, string? next)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(messages.Select(message => MessageDto.Of(message, state.Level)), JsonDefaults.Options);
        var page = new Page(state, json, next);
        _kept.Set(sessionId, page, new MemoryCacheEntryOptions { Size = json.Length, AbsoluteExpirationRelativeToNow = KeptFor });
        return page;
    }
}
