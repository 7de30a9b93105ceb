namespace Chat.Gateway.SignIns;

/// <summary>Whose request it is, by a sign-in that lives: a feature of the request, once <see cref="BearerForCookie"/> has found out.</summary>
sealed record SignedInUser(long Id);
