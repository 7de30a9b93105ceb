namespace Chat.Sessions.Data;

/// <summary>What a session is for. Of the two in a direct one neither is an owner: nobody is added, and it has no name of its own.</summary>
enum SessionKind
{
    Group = 0,
    Direct = 1,
}
