namespace Chat.Sessions.Data;

/// <summary>Owners change the session and its participants, moderators delete others' messages, members read and write.</summary>
enum Role
{
    Member = 0,
    Owner = 1,
    Moderator = 2,
}
