namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>Settings of a DbContext, section <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c> or the section of the context's name in it.</summary>
public class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    /// <summary><c>ConnectionStrings:name</c> takes its place when present.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>When true, a failed command is not tried again.</summary>
    public bool DisableRetry { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }

    public bool DisableMetrics { get; set; }

    /// <summary>Seconds; null keeps Npgsql's default.</summary>
    public int? CommandTimeout { get; set; }
}
