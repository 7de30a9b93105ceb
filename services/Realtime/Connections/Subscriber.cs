using Chat.Realtime.Delivery;
using Chat.Realtime.Instances;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Connections;

/// <summary>
/// One open connection of a user on this instance. Its methods return at once and never throw: a connection that cannot keep up
/// is closed, and its client resumes by revision.
/// </summary>
abstract class Subscriber(Caller caller)
{
    long _renamed;

    public Caller Caller { get; private set; } = caller;

    /// <summary>The user has other names from now on, as of this version of theirs.</summary>
    public void Rename(PersonNotice names)
    {
        if (names.Version <= _renamed) return;
        _renamed = names.Version;
        Caller = Caller with { Username = names.Username, DisplayName = names.DisplayName };
    }

    /// <summary>Whether it hears of all of its user's sessions, those to come included.</summary>
    public abstract bool FollowsUser { get; }

    /// <summary>New messages of a session, in order and without gaps.</summary>
    public abstract void Deliver(ChangeFrame frame);

    /// <summary>Something else happened to a session that the user is in, or was.</summary>
    public abstract void Notify(SessionNotice notice);

    /// <summary>An event of the hub that must not get lost.</summary>
    /// <param name="frame">What to write.</param>
    /// <param name="size">Its bytes, about.</param>
    public virtual void Tell(SerializedHubMessage frame, int size)
    {
    }

    /// <summary>An event that may get lost: whoever cannot keep up goes without.</summary>
    public virtual void Signal(SerializedHubMessage frame)
    {
    }

    /// <summary>This instance stops: the client shall connect again, elsewhere.</summary>
    public abstract void Move();

    /// <summary>The user may not use this connection any longer.</summary>
    public abstract void SignOut(string reason);
}
