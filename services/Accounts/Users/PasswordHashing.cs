using System.ComponentModel.DataAnnotations;

namespace Chat.Accounts.Users;

/// <summary>Configuration section <c>Passwords</c>.</summary>
sealed class PasswordHashing
{
    /// <summary>
    /// Rounds of PBKDF2 with HMAC-SHA-512: about half a second of one core. Fewer only where users are made up, as in tests.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int Iterations { get; set; } = 600_000;
}
