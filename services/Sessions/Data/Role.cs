namespace Chat.Sessions.Data;

/// <summary>Owners change the session and its participants, moderators delete others' messages, members read and write.</summary>
enum Role
{
    Member = 0,
    Owner = 1,
    Moderator = 2,
}

/// <summary>What roles are called in the API and in the contracts.</summary>
static class RoleNames
{
    static readonly Dictionary<string, Role> ByName = new() { ["member"] = Role.Member, ["owner"] = Role.Owner, ["moderator"] = Role.Moderator };
    static readonly Dictionary<Role, string> Names = ByName.ToDictionary(role => role.Value, role => role.Key);

    public static string Of(Role role) => Names.GetValueOrDefault(role, "member");

    /// <summary>Null when no role is called so.</summary>
    public static Role? Find(string? name) => name is not null && ByName.TryGetValue(name, out var role) ? role : null;
}
