using Chat.Testing;

namespace Chat.SystemTests;

public sealed class OrderTests(ChatSystem chat)
{
    const int Writers = 50;
    const int MessagesEach = 10;

    [Fact]
    public async Task Fifty_writers_at_once_make_one_gapless_order_that_every_reader_sees()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Busy");
        var listeners = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.ListenAsync()));
        var sockets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.OpenSocketAsync(session.Id)));
        var read = sockets.Select(socket => ReadAsync(socket, Writers * MessagesEach)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < MessagesEach; i++)
            {
                var text = $"{writer}:{i}";
                if (writer % 2 == 0) await ada.PostAsync(session.Id, text);
                else await listeners[writer % listeners.Length].SendAsync(session.Id, text);
            }
        }));

        var stored = await ada.ListAllAsync(session.Id);
        Assert.Equal(Enumerable.Range(1, Writers * MessagesEach).Select(i => (long)i), stored.Select(message => message.Seq));
        Assert.Equal(Writers * MessagesEach, stored.Select(message => message.Content).Distinct().Count());
        var order = stored.ConvertAll(message => message.Content);
        foreach (var writer in Enumerable.Range(0, Writers))
            Assert.Equal(Enumerable.Range(0, MessagesEach).Select(i => $"{writer}:{i}"), order.Where(text => text.StartsWith($"{writer}:", StringComparison.Ordinal)));

        foreach (var socket in read) Assert.Equal(order, await socket);
        foreach (var listener in listeners)
        {
            await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Count >= order.Count, "the listener hears everything");
            Assert.Equal(order, listener.Messages(session.Id).Select(message => message.Content));
            await listener.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_a_client_sends_without_waiting_for_the_answers_keeps_its_order()
    {
        const int Messages = 300;
        var ada = await chat.NewUserAsync("ada");
        var sessions = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => ada.CreateSessionAsync($"In a row {n}")));
        await using var listener = await ada.ListenAsync();
        // Known as a member to every instance that writes.
        foreach (var session in sessions)
            for (var n = 0; n < 4; n++) await ada.PostAsync(session.Id, "first");

        var sent = await Task.WhenAll(Enumerable.Range(0, Messages).Select(n => listener.SendAsync(sessions[n % sessions.Length].Id, $"{n}")));

        foreach (var (session, own) in sessions.Select((session, at) => (session, sent.Where((_, n) => n % sessions.Length == at))))
        {
            Assert.Equal(own.Select(message => message.Seq).Order(), own.Select(message => message.Seq));
            var stored = await ada.ListAllAsync(session.Id);
            Assert.Equal(own.Select(message => message.Id), stored.Skip(4).Select(message => message.Id));
        }
    }

    static async Task<List<string>> ReadAsync(RawSocket socket, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count) texts.Add((await socket.ReceiveAsync()).GetProperty("message").GetString()!);
        return texts;
    }
}
