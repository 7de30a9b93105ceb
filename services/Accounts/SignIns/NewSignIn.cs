namespace Chat.Accounts.SignIns;

/// <summary>A sign-in that was just started. The secret is given to the client and kept nowhere; the id is its hash.</summary>
sealed record NewSignIn(string Id, byte[] Secret);
