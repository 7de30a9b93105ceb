namespace Chat.Realtime.Instances;

/// <summary>Lets this instance hear a group of the backplane, or no longer.</summary>
interface IGroupSubscriptions
{
    Task JoinAsync(string group);

    Task LeaveAsync(string group);
}
