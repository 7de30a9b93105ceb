namespace Chat.Accounts.Administration;

/// <summary>Configuration section <c>Administration</c>: how a system comes to its first administrator.</summary>
sealed class AdministrationOptions
{
    /// <summary>User names, whatever their case. They are made administrators as soon as they are registered, after every start of the service.</summary>
    public IReadOnlyList<string> Administrators { get; set; } = [];

    /// <summary>Whoever is signed in and knows it becomes administrator, once, while there is none. Empty: nobody can.</summary>
    public string ClaimToken { get; set; } = "";
}
