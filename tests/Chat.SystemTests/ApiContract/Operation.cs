using System.Globalization;
using System.Net.Http.Headers;
using Chat.Testing;

namespace Chat.SystemTests.ApiContract;

/// <summary>One operation of the API and what each kind of caller (<see cref="Scene.Callers"/>) is answered.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path as the API's description has it.</param>
/// <param name="Statuses">By caller, in their order.</param>
/// <param name="Body">The body to send, as JSON unless it is content already; null for none.</param>
/// <param name="Query">What follows the path.</param>
/// <param name="Prepare">What must be there first.</param>
/// <param name="Headers">Headers to send, as in <c>A: 1, B: 2</c>.</param>
public sealed record Operation(
    string Method, string Path, string Statuses, Func<Scene, object?>? Body = null, Func<Scene, string>? Query = null, Func<Scene, Task>? Prepare = null, string Headers = "")
{
    // Anonymous, deactivated, stranger, member, sender, moderator, owner, administrator.
    const string Open = "200 200 200 200 200 200 200 200";
    const string OpenDo = "204 204 204 204 204 204 204 204";
    const string SignedIn = "401 401 200 200 200 200 200 200";
    const string SignedInAdd = "401 401 201 201 201 201 201 201";
    const string SignedInDo = "401 401 204 204 204 204 204 204";
    const string Participants = "401 401 404 200 200 200 200 404";
    const string ParticipantsAdd = "401 401 404 201 201 201 201 404";
    const string Owners = "401 401 404 403 403 403 200 404";
    const string OwnersDo = "401 401 404 403 403 403 204 404";
    const string Administrators = "404 404 404 404 404 404 404 200";
    const string AdministratorsDo = "404 404 404 404 404 404 404 204";

    // The smallest of pictures.
    static readonly byte[] Picture = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>All of them. Whatever is added to the API is added here; <see cref="ApiDescriptionTests"/> sees to that.</summary>
    public static readonly IReadOnlyList<Operation> All =
    [
        new("POST", "/api/auth/register", "201 201 201 201 201 201 201 201", _ => new { username = $"new-{Guid.NewGuid().ToString("N")[..12]}", password = ChatUser.Password }),
        new("POST", "/api/auth/login", Open, scene => new { username = scene.Owner.Username, password = ChatUser.Password }),
        new("POST", "/api/auth/logout", OpenDo),
        new("GET", "/api/auth/me", SignedIn),
        new("POST", "/api/auth/token", Open, scene => new { username = scene.Owner.Username, password = ChatUser.Password }),
        new("POST", "/api/auth/refresh", Open, scene => new { refresh_token = scene.Secret }, Prepare: scene => scene.SignInOwnerWithTokenAsync()),
        new("POST", "/api/auth/passkey-login/options", Open),
        new("POST", "/api/auth/passkey-login", "401 401 401 401 401 401 401 401", _ => new { credential = new { } }),
        new("GET", "/.well-known/jwks.json", Open),

        new("POST", "/api/auth/password", SignedInDo, _ => new { current_password = ChatUser.Password, new_password = "another good one" }),
        new("POST", "/api/auth/password/forgot", "202 202 202 202 202 202 202 202", scene => new { login = scene.Owner.Username }),
        new("POST", "/api/auth/password/reset", "400 400 400 400 400 400 400 400", _ => new { token = new string('A', 43), new_password = "another good one" }),
        // Of the owner: nobody else's sign-ins can be seen or ended.
        new("GET", "/api/auth/sign-ins", SignedIn),
        new("DELETE", "/api/auth/sign-ins", SignedInDo),
        new("DELETE", "/api/auth/sign-ins/{id}", "401 401 404 404 404 404 204 404", Prepare: scene => scene.FindOwnersSignInAsync()),
        new("POST", "/api/auth/two-factor/setup", SignedIn, _ => new { password = ChatUser.Password }),
        new("POST", "/api/auth/two-factor/enable", SignedIn, scene => new { code = AuthenticatorApp.CodeOf(scene.Secret) }, Prepare: scene => scene.SetUpTwoFactorAsync()),
        new("POST", "/api/auth/two-factor/disable", SignedInDo, _ => new { password = ChatUser.Password }),
        new("POST", "/api/auth/two-factor/recovery-codes", SignedIn, _ => new { password = ChatUser.Password }, Prepare: scene => scene.EnableTwoFactorAsync()),
        new("GET", "/api/auth/passkeys", SignedIn),
        new("POST", "/api/auth/passkeys/options", SignedIn),
        new("POST", "/api/auth/passkeys", "401 401 400 400 400 400 400 400", _ => new { name = "Key", credential = new { } }),
        new("DELETE", "/api/auth/passkeys/{id}", "401 401 404 404 404 404 404 404"),

        new("GET", "/api/users", SignedIn, Query: _ => "?q=a"),
        new("GET", "/api/users/{id}", SignedIn),
        new("GET", "/api/users/{id}/avatar/{version}", SignedIn, Prepare: scene => scene.GiveOtherAPictureAsync(PictureContent())),
        new("GET", "/api/users/me", SignedIn),
        new("PATCH", "/api/users/me", SignedIn, _ => new { about = "Somebody" }),
        new("PUT", "/api/users/me/avatar", SignedIn, _ => PictureContent()),
        new("DELETE", "/api/users/me/avatar", SignedInDo),
        new("GET", "/api/users/me/export", SignedIn),
        new("GET", "/api/users/me/push-subscriptions", SignedIn),
        new("POST", "/api/users/me/push-subscriptions", SignedInAdd, _ => NewDevice()),
        // Of the owner.
        new("DELETE", "/api/users/me/push-subscriptions/{id}", "401 401 404 404 404 404 204 404", Prepare: scene => scene.SubscribeOwnerAsync(NewDevice())),
        new("GET", "/api/users/me/notifications", SignedIn),
        new("PUT", "/api/users/me/notifications", SignedIn, _ => new { mail = false }),
        // That the right token works is in MissedMailTests.
        new("POST", "/api/users/notifications/unsubscribe/{token}", "404 404 404 404 404 404 404 404"),
        new("GET", "/api/users/notifications/unsubscribe/{token}", "302 302 302 302 302 302 302 302"),
        new("GET", "/api/users/me/encryption-key", SignedIn, Prepare: scene => scene.GiveCallerAKeyAsync()),
        new("PUT", "/api/users/me/encryption-key", SignedIn, _ => Scene.NewKey()),
        new("GET", "/api/users/encryption-keys", SignedIn, Query: scene => $"?ids={scene.Other.Id}"),
        new("POST", "/api/users/me/delete", SignedInDo, _ => new { password = ChatUser.Password }),

        new("GET", "/api/sessions", SignedIn),
        new("POST", "/api/sessions", SignedInAdd, _ => new { name = "Another" }),
        new("GET", "/api/sessions/{id}", Participants),
        new("PUT", "/api/sessions/{id}", Owners, _ => new { name = "Put" }),
        new("PATCH", "/api/sessions/{id}", Owners, _ => new { is_active = false }),
        new("DELETE", "/api/sessions/{id}", OwnersDo),
        new("GET", "/api/sessions/{id}/participants", Participants),
        new("POST", "/api/sessions/{id}/participants", "401 401 404 403 403 403 201 404", scene => new { user_id = scene.Guest.Id }),
        new("PATCH", "/api/sessions/{id}/participants/{user_id}", Owners, _ => new { role = "moderator" }),
        new("DELETE", "/api/sessions/{id}/participants/{user_id}", OwnersDo),
        new("PUT", "/api/sessions/{id}/preferences", Participants, _ => new { pinned = true, muted = false }),
        new("POST", "/api/sessions/direct", "401 401 201 201 201 201 201 201", scene => new { user_id = scene.Guest.Id }),
        new("GET", "/api/sessions/{id}/invitations", Owners),
        new("POST", "/api/sessions/{id}/invitations", "401 401 404 403 403 403 201 404", _ => new { expires_in_hours = 1 }),
        new("DELETE", "/api/sessions/{id}/invitations/{invitation_id}", OwnersDo),
        new("GET", "/api/invitations/{token}", SignedIn),
        new("POST", "/api/invitations/{token}", "401 401 201 200 200 200 200 201"),
        new("GET", "/api/sessions/{id}/read", Participants),
        new("POST", "/api/sessions/{id}/read", Participants, _ => new { seq = 1 }),
        new("GET", "/api/read-markers", SignedIn),

        new("GET", "/api/sessions/{id}/keys", Participants, Prepare: scene => scene.EncryptAsync()),
        new("POST", "/api/sessions/{id}/keys", Participants, scene => new { generation = 1, is_new = true, copies = new[] { KeyCopies.Of(scene.Caller) } }, Prepare: scene => scene.EncryptAsync()),
        new("DELETE", "/api/sessions/{id}/keys", "401 401 404 204 204 204 204 404", Prepare: scene => scene.EncryptAsync()),

        new("GET", "/api/messages", Participants, Query: scene => $"?session_id={scene.Session.Id}"),
        new("POST", "/api/messages", ParticipantsAdd, scene => new { session_id = scene.Session.Id, content = "posted" }),
        new("POST", "/api/send-message", ParticipantsAdd, scene => new { session_id = scene.Session.Id, message = "sent" }),
        new("GET", "/api/messages/{id}", Participants),
        new("PATCH", "/api/messages/{id}", "401 401 404 403 200 403 403 404", _ => new { content = "edited" }),
        new("DELETE", "/api/messages/{id}", "401 401 404 403 204 204 204 404"),
        new("PUT", "/api/messages/{id}/reactions/{emoji}", Participants),
        new("DELETE", "/api/messages/{id}/reactions/{emoji}", Participants),

        // That the right token makes the first administrator, and nobody after that, is in FirstAdministratorTests.
        new("GET", "/api/admin/claim", "404 404 404 404 404 404 404 404", Query: _ => "?token=guessed"),
        new("POST", "/api/admin/claim", "401 401 404 404 404 404 404 404", _ => new { token = "guessed" }),
        new("GET", "/api/admin/users", Administrators),
        new("GET", "/api/admin/users/{id}", Administrators),
        new("POST", "/api/admin/users/{id}/deactivate", Administrators),
        new("POST", "/api/admin/users/{id}/reactivate", Administrators),
        new("POST", "/api/admin/users/{id}/unlock", Administrators),
        new("POST", "/api/admin/users/{id}/reset-two-factor", Administrators),
        new("POST", "/api/admin/users/{id}/sign-out", Administrators),
        new("PUT", "/api/admin/users/{id}/role", Administrators, _ => new { is_admin = false }),
        new("GET", "/api/admin/sessions", Administrators),
        new("GET", "/api/admin/sessions/{id}", Administrators),
        new("POST", "/api/admin/sessions/{id}/deactivate", Administrators),
        new("POST", "/api/admin/sessions/{id}/reactivate", Administrators),
        new("DELETE", "/api/admin/sessions/{id}", AdministratorsDo),
        new("POST", "/api/admin/sessions/{id}/messages", Administrators, _ => new { reason = "Who may read this?" }),
        new("DELETE", "/api/admin/messages/{id}", AdministratorsDo),
        new("GET", "/api/admin/messages/{id}/trace", Administrators),
        new("GET", "/api/admin/figures", Administrators),
        new("GET", "/api/admin/audit", Administrators),
        new("GET", "/api/admin/retention", Administrators),
        new("PUT", "/api/admin/retention", Administrators, _ => new { days = (int?)null }),
        new("GET", "/api/sessions/{id}/export", "401 401 404 403 403 403 200 404"),
        new("GET", "/api/export-keys", SignedIn),
        new("GET", "/api/sessions/{id}/retention", Participants),
        new("PUT", "/api/sessions/{id}/retention", Owners, _ => new { days = 30 }),
        new("GET", "/api/sessions/{id}/link-previews", Participants),
        new("PUT", "/api/sessions/{id}/link-previews", Owners, _ => new { is_on = false }),
        new("GET", "/api/search/messages", SignedIn, Query: _ => "?q=a"),

        // The upload is the sender's, and the file is in a message of theirs.
        new("POST", "/api/uploads", "401 401 201 201 201 201 201 201", Headers: "Tus-Resumable: 1.0.0, Upload-Length: 5"),
        new("GET", "/api/uploads/{upload}", "401 401 404 404 200 404 404 404"),
        new("PATCH", "/api/uploads/{upload}", "401 401 404 404 204 404 404 404", _ => Bytes(), Headers: "Tus-Resumable: 1.0.0, Upload-Offset: 0"),
        new("DELETE", "/api/uploads/{upload}", "401 401 404 404 204 404 404 404", Headers: "Tus-Resumable: 1.0.0"),
        new("GET", "/api/files/{file}/{name}", Participants),
        new("GET", "/api/files/{file}/{name}/thumbnail", Participants),
    ];

    static object NewDevice()
    {
        using var browser = new PushBrowser();
        return new { endpoint = $"http://127.0.0.1:9/{Guid.NewGuid()}", keys = new { p256dh = browser.P256dh, auth = browser.Auth } };
    }

    static ByteArrayContent Bytes() => new("bytes"u8.ToArray()) { Headers = { ContentType = new("application/offset+octet-stream") } };

    public override string ToString() => $"{Method} {Path}";

    /// <summary>What this caller is answered.</summary>
    public int StatusFor(string caller) => int.Parse(Statuses.Split(' ')[Scene.Callers.ToList().IndexOf(caller)], CultureInfo.InvariantCulture);

    /// <summary>The address in a scene.</summary>
    public string AddressIn(Scene scene) =>
        Path.Replace("/messages/{id}", $"/messages/{scene.Message.Id}", StringComparison.Ordinal)
            .Replace("/sessions/{id}", $"/sessions/{scene.Session.Id}", StringComparison.Ordinal)
            .Replace("/push-subscriptions/{id}", $"/push-subscriptions/{scene.Device}", StringComparison.Ordinal)
            .Replace("/users/{id}", $"/users/{scene.Other.Id}", StringComparison.Ordinal)
            .Replace("{user_id}", $"{scene.Other.Id}", StringComparison.Ordinal)
            .Replace("{upload}", $"{scene.Upload}", StringComparison.Ordinal)
            .Replace("{file}", $"{scene.File}", StringComparison.Ordinal)
            .Replace("{name}", "picture.png", StringComparison.Ordinal)
            .Replace("{invitation_id}", $"{scene.Invitation.Id}", StringComparison.Ordinal)
            .Replace("{token}", scene.Invitation.Token, StringComparison.Ordinal)
            .Replace("{emoji}", "%F0%9F%91%8D", StringComparison.Ordinal)
            // Sign-ins, passkeys and pictures are named by what is random.
            .Replace("{id}", scene.Secret, StringComparison.Ordinal)
            .Replace("{version}", scene.Secret, StringComparison.Ordinal)
        + Query?.Invoke(scene);

    static ByteArrayContent PictureContent() => new(Picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/gif") } };
}
