using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Messages.Posting;
using Chat.Testing;
using Npgsql;
using RabbitMQ.Client;

namespace Chat.SystemTests;

/// <summary>What is committed reaches who listens, even when whoever was to bring it did nothing more.</summary>
public sealed class LostDeliveryTests(ChatSystem chat)
{
    [Fact]
    public async Task A_message_reaches_its_listeners_when_everything_dies_right_after_the_commit()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Last words");
        await using var listener = await ada.ListenAsync();
        await listener.SendAsync(session.Id, "before");

        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await using var command = new PostBatchCommand(database);
        await command.ExecuteAsync([new PendingPost(new PostCommand(session.Id, ada.Id, ada.Username, ada.Username, Guid.NewGuid(), "lost"))]);

        await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Exists(message => message.Content == "lost"), "the lost message arrives", 30);
        await listener.SendAsync(session.Id, "after");
        await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Count == 3, "all messages arrive");
        Assert.Equal(["before", "lost", "after"], listener.Messages(session.Id).ConvertAll(message => message.Content));
    }

    [Fact]
    public async Task Many_commits_that_were_not_told_of_are_told_of_at_once()
    {
        const int Commits = 100;
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Backlog");
        await using var connection = await Broker.ConnectAsync(chat);
        await using var channel = await connection.CreateChannelAsync();
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, "Chat.Contracts.Messages:SessionsActive", routingKey: "");
        await using var database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await database.ExecuteAsync(
            $"""
            INSERT INTO batch_outbox (changes, created_at)
            SELECT jsonb_build_array(jsonb_build_object('session_id', {session.Id}, 'prev_rev', 0, 'rev', rev)), now() - interval '1 minute'
            FROM generate_series(1, {Commits}) rev
            """);

        var (events, furthest) = (0, 0L);
        await Eventually.BecomesTrueAsync(async () =>
        {
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } told)
            {
                var active = JsonSerializer.Deserialize<JsonElement>(told.Body.Span).GetProperty("message").GetProperty("sessions").EnumerateArray()
                    .Where(one => one.GetProperty("sessionId").GetInt64() == session.Id).ToList();
                if (active.Count == 0) continue;
                events++;
                furthest = Math.Max(furthest, active.Max(one => one.GetProperty("rev").GetInt64()));
            }
            return furthest == Commits;
        }, "the commits are told of", 60);
        // The two instances may have shared them.
        Assert.InRange(events, 1, 4);
    }
}
