namespace Chat.SystemTests.ApiContract;

/// <summary>One operation of the API and what each kind of caller (<see cref="Scene.Callers"/>) is answered.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path as the API's description has it.</param>
/// <param name="Statuses">By caller, in their order.</param>
/// <param name="Body">The body to send, as it is or as JSON; null for none.</param>
/// <param name="Query">What follows the path.</param>
/// <param name="Headers">Headers to send, as in <c>A: 1, B: 2</c>.</param>
public sealed record Operation(string Method, string Path, string Statuses, Func<Scene, object?>? Body = null, Func<Scene, string>? Query = null, string Headers = "")
{
    // Anonymous, deactivated, stranger, member, sender, moderator, owner.
    const string Open = "200 200 200 200 200 200 200";
    const string SignedIn = "401 401 200 200 200 200 200";
    const string Participants = "401 401 404 200 200 200 200";
    const string ParticipantsAdd = "401 401 404 201 201 201 201";
    const string Owners = "401 401 404 403 403 403 200";
    const string OwnersDo = "401 401 404 403 403 403 204";

    /// <summary>All of them. Whatever is added to the API is added here; <see cref="ApiDescriptionTests"/> sees to that.</summary>
    public static readonly IReadOnlyList<Operation> All =
    [
        new("POST", "/api/auth/register", "201 201 201 201 201 201 201", _ => new { username = $"new-{Guid.NewGuid().ToString("N")[..12]}", password = Testing.ChatUser.Password }),
        new("POST", "/api/auth/login", Open, scene => new { username = scene.Owner.Username, password = Testing.ChatUser.Password }),
        new("POST", "/api/auth/logout", "204 204 204 204 204 204 204"),
        new("GET", "/api/auth/me", SignedIn),
        new("POST", "/api/auth/token", Open, scene => new { username = scene.Owner.Username, password = Testing.ChatUser.Password }),
        new("POST", "/api/auth/refresh", Open, scene => new { refresh_token = scene.RefreshToken }),
        new("GET", "/.well-known/jwks.json", Open),
        new("GET", "/api/users", SignedIn, Query: _ => "?q=a"),

        new("GET", "/api/sessions", SignedIn),
        new("POST", "/api/sessions", "401 401 201 201 201 201 201", _ => new { name = "Another" }),
        new("GET", "/api/sessions/{id}", Participants),
        new("PUT", "/api/sessions/{id}", Owners, _ => new { name = "Put" }),
        new("PATCH", "/api/sessions/{id}", Owners, _ => new { is_active = false }),
        new("DELETE", "/api/sessions/{id}", OwnersDo),
        new("GET", "/api/sessions/{id}/participants", Participants),
        new("POST", "/api/sessions/{id}/participants", "401 401 404 403 403 403 201", scene => new { user_id = scene.Guest.Id }),
        new("PATCH", "/api/sessions/{id}/participants/{user_id}", Owners, _ => new { role = "moderator" }),
        new("DELETE", "/api/sessions/{id}/participants/{user_id}", OwnersDo),
        new("PUT", "/api/sessions/{id}/preferences", Participants, _ => new { pinned = true, muted = false }),
        new("POST", "/api/sessions/direct", "401 401 201 201 201 201 201", scene => new { user_id = scene.Guest.Id }),
        new("GET", "/api/sessions/{id}/invitations", Owners),
        new("POST", "/api/sessions/{id}/invitations", "401 401 404 403 403 403 201", _ => new { expires_in_hours = 1 }),
        new("DELETE", "/api/sessions/{id}/invitations/{invitation_id}", OwnersDo),
        new("GET", "/api/invitations/{token}", SignedIn),
        new("POST", "/api/invitations/{token}", "401 401 201 200 200 200 200"),
        new("GET", "/api/sessions/{id}/read", Participants),
        new("POST", "/api/sessions/{id}/read", Participants, _ => new { seq = 1 }),
        new("GET", "/api/read-markers", SignedIn),

        new("GET", "/api/messages", Participants, Query: scene => $"?session_id={scene.Session.Id}"),
        new("POST", "/api/messages", ParticipantsAdd, scene => new { session_id = scene.Session.Id, content = "posted" }),
        new("POST", "/api/send-message", ParticipantsAdd, scene => new { session_id = scene.Session.Id, message = "sent" }),
        new("GET", "/api/messages/{id}", Participants),
        new("PATCH", "/api/messages/{id}", "401 401 404 403 200 403 403", _ => new { content = "edited" }),
        new("DELETE", "/api/messages/{id}", "401 401 404 403 204 204 204"),
        new("GET", "/api/sessions/{id}/export", "401 401 404 403 403 403 200"),
        new("GET", "/api/export-keys", SignedIn),
        new("GET", "/api/sessions/{id}/retention", Participants),
        new("PUT", "/api/sessions/{id}/retention", Owners, _ => new { days = 30 }),
        new("GET", "/api/search/messages", SignedIn, Query: _ => "?q=a"),
        new("PUT", "/api/messages/{id}/reactions/{emoji}", Participants),
        new("DELETE", "/api/messages/{id}/reactions/{emoji}", Participants),

        // The upload is the sender's, and the file is in a message of theirs.
        new("POST", "/api/uploads", "401 401 201 201 201 201 201", Headers: "Tus-Resumable: 1.0.0, Upload-Length: 5"),
        new("GET", "/api/uploads/{upload}", "401 401 404 404 200 404 404"),
        new("PATCH", "/api/uploads/{upload}", "401 401 404 404 204 404 404", _ => Bytes(), Headers: "Tus-Resumable: 1.0.0, Upload-Offset: 0"),
        new("DELETE", "/api/uploads/{upload}", "401 401 404 404 204 404 404", Headers: "Tus-Resumable: 1.0.0"),
        new("GET", "/api/files/{file}/{name}", Participants),
        new("GET", "/api/files/{file}/{name}/thumbnail", Participants),
    ];

    static ByteArrayContent Bytes() => new("bytes"u8.ToArray()) { Headers = { ContentType = new("application/offset+octet-stream") } };

    public override string ToString() => $"{Method} {Path}";

    /// <summary>What this caller is answered.</summary>
    public int StatusFor(string caller) => int.Parse(Statuses.Split(' ')[Scene.Callers.ToList().IndexOf(caller)], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The address in a scene.</summary>
    public string AddressIn(Scene scene) =>
        Path.Replace("/messages/{id}", $"/messages/{scene.Message.Id}", StringComparison.Ordinal)
            .Replace("{id}", $"{scene.Session.Id}", StringComparison.Ordinal)
            .Replace("{user_id}", $"{scene.Other.Id}", StringComparison.Ordinal)
            .Replace("{upload}", $"{scene.Upload}", StringComparison.Ordinal)
            .Replace("{file}", $"{scene.File}", StringComparison.Ordinal)
            .Replace("{name}", "picture.png", StringComparison.Ordinal)
            .Replace("{invitation_id}", $"{scene.Invitation.Id}", StringComparison.Ordinal)
            .Replace("{token}", scene.Invitation.Token, StringComparison.Ordinal)
            .Replace("{emoji}", "%F0%9F%91%8D", StringComparison.Ordinal)
        + Query?.Invoke(scene);
}
