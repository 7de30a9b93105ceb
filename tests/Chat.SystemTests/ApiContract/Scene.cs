using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests.ApiContract;

/// <summary>A session with one message and somebody of each kind around it, for one caller to try one thing.</summary>
public sealed class Scene
{
    /// <summary>The kinds of callers. The administrator is of the whole system, and no participant.</summary>
    public static readonly IReadOnlyList<string> Callers = ["anonymous", "deactivated", "stranger", "member", "sender", "moderator", "owner", "administrator"];

    static Task<(ChatUser Owner, ChatUser Sender, ChatUser Guest)>? _usual;

    public required ChatUser Owner { get; init; }

    /// <summary>A participant who does nothing, for things to be done to.</summary>
    public required ChatUser Other { get; init; }

    /// <summary>Somebody who could be added.</summary>
    public required ChatUser Guest { get; init; }
    public required ChatUser Caller { get; init; }

    /// <summary>The caller, signed in a second time: by an access token. Null for nobody.</summary>
    public required HttpClient? CallerWithToken { get; init; }
    public required SessionView Session { get; set; }
    public required MessageView Message { get; init; }
    public required InvitationView Invitation { get; init; }
    public required string RefreshToken { get; init; }
    public required ChatUser Sender { get; init; }

    /// <summary>An upload that the sender has begun; there for operations that are about it.</summary>
    public Guid Upload { get; private set; } = Guid.NewGuid();

    /// <summary>A large picture in a message of the sender; likewise.</summary>
    public Guid File { get; private set; } = Guid.NewGuid();

    /// <summary>What only those know who should, or what names something of theirs; preparations set it.</summary>
    public string Secret { get; private set; } = "AAAA";

    /// <summary>A push subscription of the owner; there for operations that are about it.</summary>
    public long Device { get; private set; } = 1;

    public static async Task<Scene> SetAsync(ChatSystem chat, string caller)
    {
        // Whoever acts is new, and so is who things are done to; those who only have to be there are always the same.
        var usual = await (_usual ??= NewUsualAsync(chat));
        var other = await chat.NewUserAsync("other");
        var someone = caller switch
        {
            "anonymous" => chat.Anonymous(),
            "administrator" => await chat.NewAdministratorAsync(),
            _ => await chat.NewUserAsync(caller),
        };
        var (owner, sender) = (caller == "owner" ? someone : usual.Owner, caller == "sender" ? someone : usual.Sender);
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
        HttpClient? tokens = null;
        if (caller is not "anonymous") tokens = (await someone.SignInWithTokenAsync()).Http;
        if (caller == "deactivated")
        {
            // In the middle of their work, both ways.
            foreach (var http in new[] { someone.Http, tokens! }) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/auth/me")).StatusCode);
            await (await chat.AdministratorAsync()).ActAsync(someone.Id, "deactivate");
        }
        using var signedIn = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/token", new { username = owner.Username, password = ChatUser.Password });
        var refresh = (await Api.ReadAsync<JsonElement>(signedIn)).GetProperty("refresh_token").GetString()!;
        return new Scene { Owner = owner, Other = other, Guest = usual.Guest, Caller = someone, CallerWithToken = tokens, Session = session, Message = message, Invitation = invitation, RefreshToken = refresh, Sender = sender };
    }

    /// <summary>Makes what must be there for it.</summary>
    public async Task PrepareAsync(Operation operation)
    {
        if (operation.Prepare is { } prepare) await prepare(this);
        if (operation.Path.Contains("{upload}", StringComparison.Ordinal)) Upload = Uploads.IdOf(await Sender.Http.BeginUploadAsync(5));
        if (!operation.Path.Contains("{file}", StringComparison.Ordinal)) return;
        File = await Sender.Http.UploadAsync(TestPictures.Large(), "picture.png");
        await Sender.PostFilesAsync(Session.Id, null, File);
    }

    /// <summary>Has the caller do it, by their cookie.</summary>
    public Task<HttpResponseMessage> PlayAsync(Operation operation) => PlayAsync(operation, Caller.Http);

    /// <summary>Has the caller do it, by whatever signs this client in.</summary>
    public async Task<HttpResponseMessage> PlayAsync(Operation operation, HttpClient caller)
    {
        await PrepareAsync(operation);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.AddressIn(this));
        foreach (var header in operation.Headers.Split(", ", StringSplitOptions.RemoveEmptyEntries)) request.Headers.Add(header.Split(": ")[0], header.Split(": ")[1]);
        if (operation.Body?.Invoke(this) is { } body) request.Content = body as HttpContent ?? JsonContent.Create(body);
        return await caller.SendAsync(request);
    }

    public async Task SignInOwnerWithTokenAsync() => Secret = (await Owner.SignInWithTokenAsync()).RefreshToken;

    public async Task FindOwnersSignInAsync()
    {
        using var reply = await Owner.Http.GetAsync("/api/auth/sign-ins/");
        var current = (await Api.ReadAsync<List<JsonElement>>(reply)).Single(signIn => signIn.GetProperty("is_current").GetBoolean());
        Secret = current.GetProperty("id").GetString()!;
    }

    public async Task GiveOtherAPictureAsync(HttpContent picture)
    {
        using var reply = await Other.Http.PutAsync("/api/users/me/avatar/", picture);
        Secret = (await Api.ReadAsync<JsonElement>(reply)).GetProperty("avatar_url").GetString()!.Split('/')[^2];
    }

    public async Task SubscribeOwnerAsync(object device)
    {
        using var reply = await Owner.Http.PostAsJsonAsync("/api/users/me/push-subscriptions/", device);
        Device = (await Api.ReadAsync<JsonElement>(reply)).GetProperty("id").GetInt64();
    }

    /// <summary>Takes an encrypted session with the same people in place of the session; nobody new can add who is deactivated.</summary>
    public async Task EncryptAsync()
    {
        var wasIn = Session.Participants.Any(one => one.Id == Caller.Id);
        Session = await Owner.CreateEncryptedSessionAsync("Scene", Sender, Other);
        if (wasIn) using (await Owner.Http.PostAsJsonAsync($"/api/sessions/{Session.Id}/participants/", new { user_id = Caller.Id })) { }
    }

    /// <summary>For callers who may.</summary>
    public async Task GiveCallerAKeyAsync()
    {
        using var _ = await Caller.Http.PutAsJsonAsync("/api/users/me/encryption-key/", NewKey());
    }

    /// <summary>A key pair as a browser would have made it: the server cannot tell what the backup holds.</summary>
    public static object NewKey()
    {
        using var browser = new PushBrowser();
        return new { public_key = browser.P256dh, backup = browser.Auth };
    }

    /// <summary>For callers who may.</summary>
    public async Task SetUpTwoFactorAsync()
    {
        using var reply = await Caller.Http.PostAsJsonAsync("/api/auth/two-factor/setup/", new { password = ChatUser.Password });
        if (reply.IsSuccessStatusCode) Secret = (await Api.ReadAsync<JsonElement>(reply)).GetProperty("secret").GetString()!;
    }

    /// <inheritdoc cref="SetUpTwoFactorAsync"/>
    public async Task EnableTwoFactorAsync()
    {
        await SetUpTwoFactorAsync();
        using var _ = await Caller.Http.PostAsJsonAsync("/api/auth/two-factor/enable/", new { code = AuthenticatorApp.CodeOf(Secret) });
    }

    static async Task<(ChatUser Owner, ChatUser Sender, ChatUser Guest)> NewUsualAsync(ChatSystem chat) =>
        (await chat.NewUserAsync("owner"), await chat.NewUserAsync("sender"), await chat.NewUserAsync("guest"));
}
