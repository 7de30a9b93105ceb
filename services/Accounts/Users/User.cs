using Chat.Accounts.Avatars;
using Chat.Contracts.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Chat.Accounts.Users;

/// <summary>Someone who can sign in. Every change that others see raises <see cref="Version"/> and publishes <see cref="ToEvent"/>.</summary>
sealed class User : IdentityUser<long>
{
    public required string DisplayName { get; set; }

    /// <summary>What a search by display name compares: <see cref="UserRules.Normalize"/>.</summary>
    public required string NormalizedDisplayName { get; set; }

    /// <summary>What the user says of themselves.</summary>
    public string About { get; set; } = "";

    /// <summary>IANA name; empty when it is not known.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>BCP 47 tag of the language that clients speak to the user; empty when it was not chosen.</summary>
    public string Language { get; set; } = "";

    /// <summary>Of the user's picture; null when there is none.</summary>
    public string? AvatarVersion { get; set; }

    public string? AvatarUrl => AvatarVersion is null ? null : Avatar.UrlOf(Id, AvatarVersion);

    /// <summary>False: cannot sign in, and is not found by others.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>An administrator of the whole system.</summary>
    public bool IsAdmin { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>See <see cref="Users.LastSeen"/>.</summary>
    public DateTime? LastSeenAt { get; init; }

    public long Version { get; set; } = 1;

    /// <summary>Makes what changed a new version. Whoever read the row before and writes it by way of Identity must read it again.</summary>
    public void Renew()
    {
        Version++;
        ConcurrencyStamp = Guid.NewGuid().ToString();
    }

    public void SetEmail(string? email) => (Email, NormalizedEmail) = (email, email is null ? null : UserRules.Normalize(email));

    /// <summary>Gives the user another display name; true if it is one.</summary>
    public bool Rename(string displayName)
    {
        if (DisplayName == displayName) return false;
        (DisplayName, NormalizedDisplayName) = (displayName, UserRules.Normalize(displayName));
        Version++;
        return true;
    }

    /// <summary>Whether only the row is left of the user: everybody else has a password.</summary>
    public bool IsErased => PasswordHash is null;

    /// <summary>Leaves nothing of the person. The name it gets can be nobody's, and the one it had is free for others.</summary>
    public void Erase()
    {
        UserName = $"~deleted-{Id}";
        NormalizedUserName = UserRules.Normalize(UserName);
        DisplayName = "Deleted user";
        NormalizedDisplayName = UserRules.Normalize(DisplayName);
        SetEmail(null);
        (About, TimeZone, Language, AvatarVersion, PasswordHash, IsActive, IsAdmin) = ("", "", "", null, null, false, false);
        Version++;
    }

    public UserChanged ToEvent() => new(Id, UserName!, DisplayName, IsActive, Version);
}
