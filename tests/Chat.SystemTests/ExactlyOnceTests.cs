using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

public sealed class ExactlyOnceTests(ChatSystem chat)
{
    [Fact]
    public async Task One_client_id_over_every_way_in_at_once_is_one_message_with_one_answer()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Once");
        // Several connections of each kind land on both instances of Realtime, and their calls on both of Messages.
        var hubs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.ListenAsync()));
        var sockets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.OpenSocketAsync(session.Id)));

        for (var round = 1; round <= 10; round++)
        {
            var clientId = Guid.NewGuid();
            var text = $"round {round}";
            var byRest = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.PostAsync(session.Id, text, clientId)));
            var byHub = Task.WhenAll(hubs.Select(hub => hub.SendAsync(session.Id, text, clientId)));
            await Task.WhenAll(sockets.Select(socket => socket.SendAsync(new { message = text, client_id = clientId })));

            var answers = (await byRest).Select(posted => (posted.Id, posted.Seq, posted.Rev))
                .Concat((await byHub).Select(sent => (sent.Id, sent.Seq, sent.Rev)))
                .Concat((await Task.WhenAll(sockets.Select(socket => HearAsync(socket, clientId)))).Select(heard => (heard.Id, heard.Seq, heard.Rev)))
                .Distinct();
            Assert.Equal((round, round), (Assert.Single(answers).Seq, Assert.Single(answers).Rev));
        }

        var stored = await ada.ListAllAsync(session.Id);
        Assert.Equal(10, stored.Count);
        // Much later, too.
        var again = await ada.PostAsync(session.Id, "round 1", stored[0].ClientId);
        Assert.Equal((stored[0].Id, 1), (again.Id, again.Seq));
        foreach (var hub in hubs)
        {
            await Eventually.BecomesTrueAsync(() => hub.Messages(session.Id).Count >= 10, "every hub client hears of ten messages");
            Assert.Equal(stored.Select(message => message.Seq), hub.Messages(session.Id).Select(message => message.Seq));
            await hub.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_client_id_belongs_to_its_sender()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Shared", bob);
        var clientId = Guid.NewGuid();
        Assert.Equal(1, (await ada.PostAsync(session.Id, "mine", clientId)).Seq);
        Assert.Equal(2, (await bob.PostAsync(session.Id, "mine too", clientId)).Seq);
    }

    [Fact]
    public async Task A_repeated_send_over_a_raw_socket_is_answered_with_the_message_as_it_is_now()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Repeats");
        var first = await ada.PostAsync(session.Id, "first");
        var clientId = Guid.NewGuid();
        using (var socket = await ada.OpenSocketAsync(session.Id))
        {
            await socket.SendAsync(new { message = "typo", client_id = clientId, reply_to = first.Seq });
            await socket.ReceiveAsync();
        }
        var message = (await ada.ListAsync(session.Id))[1];
        using var edit = await ada.Http.PatchAsJsonAsync($"/api/messages/{message.Id}/", new { content = "no typo" });
        Assert.True(edit.IsSuccessStatusCode);

        using (var socket = await ada.OpenSocketAsync(session.Id))
        {
            await socket.SendAsync(new { message = "typo", client_id = clientId, reply_to = first.Seq });
            var frame = await socket.ReceiveAsync();
            Assert.Equal(
                ("chat_message", message.Id, "no typo", first.Seq),
                (frame.GetProperty("type").GetString(), frame.GetProperty("id").GetInt64(), frame.GetProperty("message").GetString(), frame.GetProperty("reply_to").GetInt64()));
            Assert.Equal(3, frame.GetProperty("rev").GetInt64());
        }
        using var deletion = await ada.Http.DeleteAsync($"/api/messages/{message.Id}/");
        Assert.True(deletion.IsSuccessStatusCode);
        using (var socket = await ada.OpenSocketAsync(session.Id))
        {
            await socket.SendAsync(new { message = "typo", client_id = clientId });
            var frame = await socket.ReceiveAsync();
            Assert.Equal(("message_changed", ""), (frame.GetProperty("type").GetString(), frame.GetProperty("message").GetString()));
            Assert.True(frame.TryGetProperty("deleted_at", out _));
        }
    }

    static async Task<MessageView> HearAsync(RawSocket socket, Guid clientId)
    {
        while (true)
        {
            var frame = await socket.ReceiveAsync();
            Assert.Equal("chat_message", frame.GetProperty("type").GetString());
            if (frame.GetProperty("client_id").GetGuid() == clientId) return frame.Deserialize<MessageView>(Api.Json)!;
        }
    }
}
