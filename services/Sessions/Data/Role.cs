namespace Chat.Sessions.Data;

/// <summary>Owners change the session and its participants; members read and write.</summary>
enum Role
{
    Member = 0,
    Owner = 1,
}
