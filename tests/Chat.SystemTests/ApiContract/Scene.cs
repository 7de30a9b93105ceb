using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests.ApiContract;

/// <summary>A session with one message and somebody of each kind around it, for one caller to try one thing.</summary>
public sealed class Scene
{
    /// <summary>The kinds of callers. Site administrators will be one more.</summary>
    public static readonly IReadOnlyList<string> Callers = ["anonymous", "deactivated", "stranger", "member", "sender", "moderator", "owner"];

    public required ChatUser Owner { get; init; }

    /// <summary>A participant who does nothing, for things to be done to.</summary>
    public required ChatUser Other { get; init; }

    /// <summary>Somebody who could be added.</summary>
    public required ChatUser Guest { get; init; }
    public required ChatUser Caller { get; init; }
    public required SessionView Session { get; init; }
    public required MessageView Message { get; init; }
    public required InvitationView Invitation { get; init; }
    public required string RefreshToken { get; init; }
    public required ChatUser Sender { get; init; }

    /// <summary>An upload that the sender has begun; there for operations that are about it.</summary>
    public Guid Upload { get; private set; } = Guid.NewGuid();

    /// <summary>A large picture in a message of the sender; likewise.</summary>
    public Guid File { get; private set; } = Guid.NewGuid();

    public static async Task<Scene> SetAsync(ChatSystem chat, string caller)
    {
        var (owner, sender, other, guest) = (await chat.NewUserAsync("owner"), await chat.NewUserAsync("sender"), await chat.NewUserAsync("other"), await chat.NewUserAsync("guest"));
        var someone = caller switch
        {
            "anonymous" => chat.Anonymous(),
            "owner" => owner,
            "sender" => sender,
            _ => await chat.NewUserAsync(caller),
        };
        var isIn = caller is "deactivated" or "member" or "moderator";
        var session = await owner.CreateSessionAsync("Scene", isIn ? [sender, other, someone] : [sender, other]);
        if (caller == "moderator")
        {
            using var promoted = await owner.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/participants/{someone.Id}/", new { role = "moderator" });
            Assert.True(promoted.IsSuccessStatusCode);
        }
        var message = await sender.PostAsync(session.Id, "first");
        using var made = await owner.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/invitations/", new { expires_in_hours = 1 });
        var invitation = await Api.ReadAsync<InvitationView>(made);
        if (caller == "deactivated") await DeactivateAsync(chat, someone);
        using var tokens = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/token", new { username = owner.Username, password = ChatUser.Password });
        var refresh = (await Api.ReadAsync<JsonElement>(tokens)).GetProperty("refresh_token").GetString()!;
        return new Scene { Owner = owner, Other = other, Guest = guest, Caller = someone, Session = session, Message = message, Invitation = invitation, RefreshToken = refresh, Sender = sender };
    }

    /// <summary>Has the caller do it.</summary>
    public async Task<HttpResponseMessage> PlayAsync(Operation operation)
    {
        if (operation.Path.Contains("{upload}", StringComparison.Ordinal)) Upload = Uploads.IdOf(await Sender.Http.BeginUploadAsync(5));
        if (operation.Path.Contains("{file}", StringComparison.Ordinal))
        {
            File = await Sender.Http.UploadAsync(TestPictures.Large(), "picture.png");
            await Sender.PostFilesAsync(Session.Id, null, File);
        }
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.AddressIn(this));
        foreach (var header in operation.Headers.Split(", ", StringSplitOptions.RemoveEmptyEntries)) request.Headers.Add(header.Split(": ")[0], header.Split(": ")[1]);
        if (operation.Body?.Invoke(this) is { } body) request.Content = body as HttpContent ?? JsonContent.Create(body);
        return await Caller.Http.SendAsync(request);
    }

    /// <summary>In the database, before the user's first request: what ends sign-ins in use has tests of its own.</summary>
    static async Task DeactivateAsync(ChatSystem chat, ChatUser user)
    {
        await using var accounts = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!);
        await using var command = accounts.CreateCommand($"UPDATE users SET is_active = false WHERE id = {user.Id}");
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
