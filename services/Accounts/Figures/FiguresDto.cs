using Chat.ServiceDefaults.Figures;
using Chat.ServiceDefaults.Messaging;

namespace Chat.Accounts.Figures;

/// <summary>How the whole system does.</summary>
/// <param name="At">When this was gathered.</param>
/// <param name="Connections">Open sockets of all instances.</param>
/// <param name="MessagesPerMinute">Messages committed in the last minute.</param>
/// <param name="Series">The last hour, oldest first.</param>
/// <param name="Instances">Those that reported within the last half minute.</param>
/// <param name="Queues">Queues of the broker; empty while it does not answer.</param>
/// <param name="ActiveUsers">How many different users were here; seconds old.</param>
sealed record FiguresDto(
    DateTime At, int Connections, long MessagesPerMinute, IReadOnlyList<FiguresMoment> Series, IReadOnlyList<InstanceFigures> Instances,
    IReadOnlyList<QueueDepth> Queues, ActiveUsersDto ActiveUsers);

/// <summary>Ten seconds: open connections at their end, and messages and sign-ins within.</summary>
sealed record FiguresMoment(DateTime At, long Connections, long Messages, long SignIns);
