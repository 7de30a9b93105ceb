using System.ComponentModel.DataAnnotations;

namespace Chat.ServiceDefaults.Data;

sealed class MigrationOptions
{
    /// <summary>Whether a service that starts migrates its database itself. Left out: yes, but not in production, where a job does it first.</summary>
    public bool? OnStart { get; init; }

    /// <summary>For how long <c>--migrate</c> tries while the database does not answer, or others hold locks.</summary>
    [Range(1, 3600)]
    public int PatienceSeconds { get; init; } = 120;
}
