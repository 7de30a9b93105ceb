using System.Net.Http.Json;
using Chat.Contracts.Accounts;
using Chat.Contracts.Sessions;
using Chat.Contracts.Sessions.V1;
using Chat.Testing;

namespace Chat.Sessions.Tests;

/// <summary>What Sessions does without any other service, and without Redis: all but finding new people and what Messages must have put in force.</summary>
public sealed class AloneTests(SessionsAlone sessions) : IClassFixture<SessionsAlone>
{
    [Fact]
    public async Task Who_makes_a_session_owns_it_and_the_others_are_told()
    {
        var news = await sessions.HearAsync<SessionCreated>();
        using var ann = sessions.As(1, "ann");
        var made = await CreateAsync(ann, "Plans");

        Assert.Equal(("Plans", "owner"), (made.Name, made.MyRole));
        Assert.Contains(await Api.ReadAsync<List<SessionView>>(await ann.GetAsync("/api/sessions/")), session => session.Id == made.Id);
        await Eventually.BecomesTrueAsync(() => news.Any(created => created.SessionId == made.Id && created.Members.Single().UserId == 1), "the event of the new session");
    }

    [Fact]
    public async Task Who_accepts_an_invitation_is_a_participant_for_users_and_for_services()
    {
        using var ann = sessions.As(1, "ann");
        using var bob = sessions.As(2, "bob");
        var made = await CreateAsync(ann, "Open house");
        await Api.ProblemAsync(await bob.GetAsync($"/api/sessions/{made.Id}/"), 404, "session_not_found");

        var invitation = await Api.ReadAsync<InvitationView>(await ann.PostAsJsonAsync($"/api/sessions/{made.Id}/invitations/", new { }));
        await Api.ReadAsync<SessionView>(await bob.PostAsync($"/api/invitations/{invitation.Token}/", content: null));
        var participants = await Api.ReadAsync<List<ParticipantView>>(await bob.GetAsync($"/api/sessions/{made.Id}/participants/"));
        Assert.Equal([(1, "owner"), (2, "member")], participants.Select(participant => (participant.Id, participant.Role)).Order());

        // As Messages and Realtime ask.
        var membership = await new Contracts.Sessions.V1.Membership.MembershipClient(sessions.Grpc)
            .GetAsync(new GetMembershipRequest { SessionId = made.Id, UserIds = { 1, 2, 3 } });
        Assert.Equal([1, 2], membership.Members.Select(member => member.UserId).Order());
    }

    [Fact]
    public async Task A_new_name_of_somebody_comes_as_an_event()
    {
        using var ann = sessions.As(4, "ann");
        var made = await CreateAsync(ann, "Names");
        await sessions.PublishAsync(new UserChanged(4, "ann", "Ann Other", IsActive: true, Version: 2));
        await Eventually.BecomesTrueAsync(
            async () => (await Api.ReadAsync<SessionView>(await ann.GetAsync($"/api/sessions/{made.Id}/"))).Participants.Single().DisplayName == "Ann Other", "the new name");
    }

    [Fact]
    public async Task What_needs_a_neighbour_says_so()
    {
        using var ann = sessions.As(1, "ann");
        var made = await CreateAsync(ann, "Waiting");
        // Accounts knows who bob is; Messages must have a closed session in force.
        await Api.ProblemAsync(await ann.PostAsJsonAsync($"/api/sessions/{made.Id}/participants/", new { username = "bob" }), 503, "unavailable");
        await Api.ProblemAsync(await ann.PatchAsJsonAsync($"/api/sessions/{made.Id}/", new { is_active = false }), 503, "unavailable");
    }

    static async Task<SessionView> CreateAsync(HttpClient owner, string name)
    {
        using var reply = await owner.PostAsJsonAsync("/api/sessions/", new { name });
        return await Api.ReadAsync<SessionView>(reply);
    }
}
