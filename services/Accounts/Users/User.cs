using Chat.Contracts.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Chat.Accounts.Users;

/// <summary>Someone who can sign in. Every change that others see raises <see cref="Version"/> and publishes <see cref="ToEvent"/>.</summary>
sealed class User : IdentityUser<long>
{
    public required string DisplayName { get; set; }

    /// <summary>What a search by display name compares: <see cref="UserRules.Normalize"/>.</summary>
    public required string NormalizedDisplayName { get; set; }

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

    public UserChanged ToEvent() => new(Id, UserName!, DisplayName, IsActive, Version);
}
