namespace Chat.Accounts.SignIns;

/// <summary>How a sign-in is carried on: by a cookie, or by refresh tokens.</summary>
enum SignInKind
{
    Browser,
    Token,
}
