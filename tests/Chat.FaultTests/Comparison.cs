using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>Compares what clients hold with what the server says to somebody who comes fresh.</summary>
static class Comparison
{
    const double Patience = 120;

    /// <summary>Waits until each client holds every one of these sessions at its newest revision, then compares message by message.</summary>
    /// <param name="clients">The clients and the sessions that each must hold, and no others of these.</param>
    /// <param name="fresh">All sessions, as read when nothing changes any more.</param>
    /// <param name="seed">Said when something differs.</param>
    public static async Task HoldTheSameAsync(IReadOnlyDictionary<ReplicaClient, long[]> clients, IReadOnlyDictionary<long, Replica> fresh, int seed)
    {
        foreach (var (client, sessions) in clients)
        {
            try
            {
                await Eventually.BecomesTrueAsync(() => fresh.All(session => client.Replicas.TryGetValue(session.Key, out var replica)
                    ? sessions.Contains(session.Key) && replica.Rev >= session.Value.Rev
                    : !sessions.Contains(session.Key)), "", Patience);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"Seed {seed}: {client.User.Username} ({(client.IsConnected ? "connected" : "not connected")}) holds sessions at revisions "
                    + $"{{{Revs(client.Replicas.Where(held => fresh.ContainsKey(held.Key)))}}} and not {{{Revs(fresh.Where(session => sessions.Contains(session.Key)))}}}.");
            }
            foreach (var sessionId in sessions) Same(client, sessionId, fresh[sessionId], seed);
            Assert.True(client.Faults.IsEmpty, $"Seed {seed}: {client.User.Username} was told in a wrong way: {string.Join("; ", client.Faults.Take(5))}");
        }
    }

    static void Same(ReplicaClient client, long sessionId, Replica fresh, int seed)
    {
        var (held, expected) = (client.Replicas[sessionId].Messages, fresh.Messages);
        foreach (var seq in held.Keys.Union(expected.Keys).Order())
        {
            var (ours, theirs) = (held.GetValueOrDefault(seq, "nothing"), expected.GetValueOrDefault(seq, "nothing"));
            Assert.True(ours == theirs, $"Seed {seed}: message {seq} of session {sessionId} differs.\n{client.User.Username} holds {ours}\nthe server says {theirs}");
        }
    }

    static string Revs(IEnumerable<KeyValuePair<long, Replica>> replicas) => string.Join(", ", replicas.OrderBy(replica => replica.Key).Select(replica => $"{replica.Key}: {replica.Value.Rev}"));
}
