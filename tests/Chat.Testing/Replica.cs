using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Testing;

/// <summary>One session as a client holds it: the state of its messages at a revision. The JSON of a message is kept whole.</summary>
public sealed class Replica
{
    readonly Lock _lock = new();
    readonly SortedDictionary<long, Held> _messages;

    readonly record struct Held(long Rev, JsonElement Message);

    public Replica() => _messages = [];

    Replica(Replica other)
    {
        lock (other._lock) (_messages, Rev) = (new SortedDictionary<long, Held>(other._messages), other.Rev);
    }

    /// <summary>What is held is the state at this revision.</summary>
    public long Rev { get; private set; }

    /// <summary>The messages by <c>seq</c>, each as <see cref="Normal"/> writes it.</summary>
    public IReadOnlyDictionary<long, string> Messages
    {
        get { lock (_lock) return _messages.ToDictionary(held => held.Key, held => Normal(held.Value.Message)); }
    }

    public Replica Copy() => new(this);

    /// <summary>The id of a message that is held.</summary>
    public long? IdOf(long seq)
    {
        lock (_lock) return _messages.TryGetValue(seq, out var held) ? held.Message.GetProperty("id").GetInt64() : null;
    }

    /// <summary>Takes over changes that lead to a revision and follow what is held; a message that is held in a newer state stays.</summary>
    public void Apply(IEnumerable<JsonElement> messages, long rev)
    {
        lock (_lock)
        {
            foreach (var message in messages)
            {
                var (seq, changed) = (message.GetProperty("seq").GetInt64(), message.GetProperty("rev").GetInt64());
                if (!_messages.TryGetValue(seq, out var held) || held.Rev < changed) _messages[seq] = new Held(changed, message.Clone());
            }
            Rev = Math.Max(Rev, rev);
        }
    }

    /// <summary>Equal messages as equal texts: properties in alphabetical order, without <c>is_read</c>, which is no part of a revision.</summary>
    public static string Normal(JsonElement message) =>
        new JsonObject(message.EnumerateObject().Where(property => property.Name != "is_read").OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => KeyValuePair.Create(property.Name, JsonNode.Parse(property.Value.GetRawText())))).ToJsonString();
}
