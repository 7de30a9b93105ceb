namespace Chat.Contracts.Accounts;

/// <summary>Sign-ins that must stop working at once: their sockets are closed. Published after the server-side records are gone.</summary>
/// <param name="UserId">Whose sign-ins.</param>
/// <param name="SignInIds">The ended ones; empty means all of this user's.</param>
/// <param name="Reason">Shown to the client: <c>signed_out</c>, <c>revoked</c>, <c>deactivated</c> or <c>deleted</c>.</param>
public sealed record SignInsEnded(long UserId, IReadOnlyList<string> SignInIds, string Reason);
