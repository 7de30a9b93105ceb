using System.ComponentModel.DataAnnotations;

namespace Chat.Accounts.Tokens;

/// <summary>Body of <c>POST /api/auth/refresh</c>.</summary>
sealed record RefreshRequest([property: Required] string? RefreshToken);
