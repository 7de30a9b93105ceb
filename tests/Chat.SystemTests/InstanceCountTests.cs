using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>The promises hold for any number of instances; every other test has two of Messages and Realtime.</summary>
public sealed class InstanceCountTests
{
    const int People = 8;
    const int Each = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Everybody_sees_all_messages_once_and_in_one_order(int instances)
    {
        await using var system = await OwnSystem.StartAsync([$"--Replicas:messages={instances}", $"--Replicas:realtime={instances}"]);
        var description = await ApiDescription.ReadAsync(system.Gateway);
        var people = new List<ChatUser>();
        for (var i = 0; i < People; i++) people.Add(await RegisterAsync(system, description, $"person-{i}"));
        var session = await people[0].CreateSessionAsync("Many", [.. people.Skip(1)]);
        var listeners = await Task.WhenAll(people.Select(person => person.ListenAsync()));

        // Half over the hub, half over REST, each by whatever instance it meets, all at once.
        await Task.WhenAll(people.Select(async (person, i) =>
        {
            for (var n = 0; n < Each; n++)
            {
                if (i % 2 == 0) await listeners[i].SendAsync(session.Id, $"{i}/{n}");
                else await person.PostAsync(session.Id, $"{i}/{n}");
            }
        }));

        var expected = Enumerable.Range(1, People * Each).Select(seq => (long)seq).ToList();
        foreach (var listener in listeners)
        {
            await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Count >= People * Each, "a listener has heard everything", 60);
            Assert.Equal(expected, listener.Messages(session.Id).Select(message => message.Seq));
            await listener.DisposeAsync();
        }
        var stored = await people[^1].ListAllAsync(session.Id);
        Assert.Equal(expected, stored.Select(message => message.Seq));
        Assert.Equal(People * Each, stored.Select(message => message.Content).Distinct().Count());
    }

    static async Task<ChatUser> RegisterAsync(OwnSystem system, ApiDescription description, string username)
    {
        var user = new ChatUser(system.Gateway, description);
        using var reply = await user.Http.PostAsJsonAsync("/api/auth/register", new { username, password = ChatUser.Password });
        (user.Id, user.Username) = ((await Api.ReadAsync<JsonElement>(reply)).GetProperty("id").GetInt64(), username);
        return user;
    }
}
