using System.Net;
using System.Net.Http.Json;
using Chat.Contracts.Accounts;
using Chat.Contracts.Messages;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions;
using Chat.Testing;
using Grpc.Core;

namespace Chat.Messages.Tests;

/// <summary>What Messages does without any other service: everything for the members that it knows.</summary>
public sealed class AloneTests(MessagesAlone messages) : IClassFixture<MessagesAlone>
{
    [Fact]
    public async Task A_post_is_stored_told_and_read()
    {
        const long Session = 1;
        await AdmitAsync(Session, userIds: [1, 2]);
        var news = await messages.HearAsync<MessagesPosted>();
        using var ann = messages.As(1, "ann");
        using var bob = messages.As(2, "bob");

        var posted = await PostAsync(ann, Session, "Good morning", Guid.NewGuid());
        Assert.Equal(1, posted.Seq);
        await Eventually.BecomesTrueAsync(() => !news.IsEmpty, "the event of the commit");

        // What senders are called comes as an event of Accounts.
        await messages.PublishAsync(new UserChanged(1, "ann", "Ann", IsActive: true, Version: 1));
        await Eventually.BecomesTrueAsync(async () =>
        {
            var page = await Api.ReadAsync<List<MessageView>>(await bob.GetAsync($"/api/messages/?session_id={Session}"));
            Assert.Equal(("Good morning", 1), Assert.Single(page.Select(message => (message.Content, message.Sender.Id))));
            return page[0].Sender.Username == "ann";
        }, "the sender's name");
    }

    [Fact]
    public async Task A_repeated_post_makes_no_second_message_whichever_way_it_comes()
    {
        const long Session = 2;
        await AdmitAsync(Session, userIds: [1]);
        using var ann = messages.As(1, "ann");
        var clientId = Guid.NewGuid();
        var first = await PostAsync(ann, Session, "Once", clientId);
        Assert.Equal(first.Id, (await PostAsync(ann, Session, "Once", clientId)).Id);

        // As Realtime posts.
        var again = await new Contracts.Messages.V1.Posting.PostingClient(messages.Grpc).PostAsync(new()
        {
            SessionId = Session,
            SenderId = 1,
            SenderUsername = "ann",
            ClientId = clientId.ToString(),
            Content = "Once",
        });
        Assert.Equal((first.Id, true), (again.Posted.Id, again.Posted.Repeated));
        Assert.Equal(2, (await PostAsync(ann, Session, "Twice", Guid.NewGuid())).Seq);
    }

    [Fact]
    public async Task Who_is_known_not_to_be_a_member_posts_nothing_and_who_is_not_known_waits_for_Sessions()
    {
        const long Session = 3;
        await AdmitAsync(Session, userIds: [1, 2]);
        using var bob = messages.As(2, "bob");
        using var carla = messages.As(3, "carla");
        await PostAsync(bob, Session, "Still here", Guid.NewGuid());

        await new MembershipFence.MembershipFenceClient(messages.Grpc).ApplyAsync(new MembershipChange
        {
            SessionId = Session,
            Version = 2,
            IsActive = true,
            Changes = { new MemberChange { UserId = 2, Removed = true } },
        });
        foreach (var somebody in new[] { bob, carla })
        {
            using var reply = await somebody.PostAsJsonAsync("/api/messages/", new { session_id = Session, content = "No", client_id = Guid.NewGuid() });
            await Api.ProblemAsync(reply, 503, "unavailable");
        }
    }

    [Fact]
    public async Task Nobody_posts_for_others_without_the_key_of_the_services()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await messages.Http.GetAsync("/api/messages/?session_id=1")).StatusCode);
        var metadata = new Metadata { { "Authorization", $"Bearer {messages.TokenOf(1, "ann")}" } };
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await new Contracts.Messages.V1.Posting.PostingClient(messages.GrpcAsNobody).PostAsync(new() { SessionId = 1, SenderId = 1 }, metadata));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    /// <summary>As an event of Sessions tells it.</summary>
    async Task AdmitAsync(long sessionId, params long[] userIds)
    {
        await messages.PublishAsync(new SessionCreated(sessionId, Version: 1, "Tests", [.. userIds.Select(id => new SessionMember(id, "member"))]));
        using var first = messages.As(userIds[0], "somebody");
        await Eventually.SucceedsAsync(async () => (await first.GetAsync($"/api/messages/?session_id={sessionId}")).EnsureSuccessStatusCode(), "the members are known");
    }

    static async Task<MessageView> PostAsync(HttpClient sender, long sessionId, string content, Guid clientId)
    {
        using var reply = await sender.PostAsJsonAsync("/api/messages/", new { session_id = sessionId, content, client_id = clientId });
        return await Api.ReadAsync<MessageView>(reply);
    }
}
