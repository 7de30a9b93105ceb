using Aspire.Hosting.Testing;
using Chat.Messages.Posting;
using Chat.Testing;
using Npgsql;

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
}
