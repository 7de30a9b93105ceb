namespace Chat.Accounts.Push;

/// <summary>A message on its way to one browser.</summary>
/// <param name="To">The browser.</param>
/// <param name="News">What it is told.</param>
/// <param name="SessionId">Where the message is.</param>
/// <param name="Seq">Its number there.</param>
/// <param name="PostedAt">When it was posted.</param>
sealed record PushDelivery(PushSubscription To, PushNews News, long SessionId, long Seq, DateTime PostedAt);
