using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>A session, who is out of it at present, and what they must not hear of.</summary>
sealed class Membership(ChatUser owner, long id) : IDisposable
{
    const double Patience = 60;

    readonly Lock _lock = new();
    readonly Dictionary<ChatUser, HashSet<string>> _forbidden = [];
    readonly SemaphoreSlim _toggling = new(1);

    public ChatUser Owner => owner;
    public long Id => id;

    public bool Has(ChatUser user)
    {
        lock (_lock) return !_forbidden.ContainsKey(user);
    }

    /// <summary>Say so before posting: whose removal is acknowledged by now must not hear of it.</summary>
    public void Posting(string text)
    {
        lock (_lock)
        {
            foreach (var texts in _forbidden.Values) texts.Add(text);
        }
    }

    /// <summary>Removes a user, or adds them again; repeats it until it is certain.</summary>
    public async Task ToggleAsync(ChatUser user, Func<ChatUser, IEnumerable<ReplicaClient>> devicesOf, int seed)
    {
        if (user == owner) return;
        await _toggling.WaitAsync();
        try
        {
            if (Has(user))
            {
                await RepeatAsync(() => owner.Http.DeleteAsync($"/api/sessions/{id}/participants/{user.Id}/"), HttpStatusCode.NoContent, HttpStatusCode.NotFound);
                lock (_lock) _forbidden[user] = [];
            }
            else
            {
                // Once back, they may read all of it.
                CheckNothingForbiddenWasHeard(devicesOf, seed, user);
                lock (_lock) _forbidden.Remove(user);
                await RepeatAsync(() => owner.Http.PostAsJsonAsync($"/api/sessions/{id}/participants/", new { user_id = user.Id }), HttpStatusCode.Created, HttpStatusCode.OK);
            }
        }
        finally
        {
            _toggling.Release();
        }
    }

    public void Dispose() => _toggling.Dispose();

    public void CheckNothingForbiddenWasHeard(Func<ChatUser, IEnumerable<ReplicaClient>> devicesOf, int seed, ChatUser? only = null)
    {
        lock (_lock)
        {
            foreach (var (user, texts) in _forbidden.Where(removed => only is null || removed.Key == only))
            {
                var heard = devicesOf(user).SelectMany(device => device.Heard).FirstOrDefault(texts.Contains);
                Assert.True(heard is null, $"Seed {seed}: {user.Username} heard '{heard}' after the removal from session {id} was acknowledged.");
            }
        }
    }

    static Task RepeatAsync(Func<Task<HttpResponseMessage>> request, params HttpStatusCode[] done) => Eventually.BecomesTrueAsync(async () =>
    {
        try
        {
            using var reply = await request();
            return done.Contains(reply.StatusCode);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }, "a participant comes or goes", Patience);
}
