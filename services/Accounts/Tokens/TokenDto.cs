namespace Chat.Accounts.Tokens;

/// <summary>Answer of <c>POST /api/auth/token</c> and <c>/refresh</c>. <paramref name="ExpiresIn"/> is in seconds, of the access token.</summary>
sealed record TokenDto(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn);
