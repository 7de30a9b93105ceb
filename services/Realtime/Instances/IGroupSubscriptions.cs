namespace Chat.Realtime.Delivery;

/// <summary>Lets this instance hear a group of the backplane, or no longer.</summary>
interface IGroupSubscriptions
{
    Task JoinAsync(string group);

    Task LeaveAsync(string group);
}
