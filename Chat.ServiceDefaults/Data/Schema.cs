using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Data;

/// <summary>The schema of a service's database, as its migrations make it.</summary>
interface ISchema
{
    /// <summary>What the database has, held to what this version knows.</summary>
    Task<SchemaFindings> ExamineAsync(CancellationToken cancel);

    /// <summary>Applies what is missing. Whoever comes second waits, and finds nothing to do.</summary>
    Task MigrateAsync(CancellationToken cancel);
}

static class SchemaTables
{
    /// <summary>The migrations that a version must know in order to work with this database.</summary>
    public const string Required = "required_migrations";
}

sealed class Schema<TContext>(IServiceScopeFactory scopes) : ISchema where TContext : DbContext
{
    /// <summary>Of the advisory lock that one migrator holds at a time. Locks are of one database, and each service has its own.</summary>
    const long Lock = 0x63686174;

    /// <summary>How long a change waits for the tables it changes: whoever comes after it waits behind it, so it gives way and tries again.</summary>
    const string LockTimeout = "5s";

    /// <summary>Building an index on a big table takes its time.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    public async Task<SchemaFindings> ExamineAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
        var known = database.GetMigrations().ToList();
        var applied = (await database.GetAppliedMigrationsAsync(cancel)).ToList();
        var hasRequired = await database.SqlQueryRaw<bool>($"SELECT to_regclass('{SchemaTables.Required}') IS NOT NULL AS \"Value\"").SingleAsync(cancel);
        var required = hasRequired
            ? await database.SqlQueryRaw<string>($"SELECT migration AS \"Value\" FROM {SchemaTables.Required}").ToListAsync(cancel)
            : [];
        return new SchemaFindings([.. known.Except(applied)], [.. applied.Except(known)], [.. required.Except(known)]);
    }

    public async Task MigrateAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
        database.SetCommandTimeout(Longest);
        // The session's settings and its lock end with the connection, so all of it goes over this one.
        await database.OpenConnectionAsync(cancel);
        await database.ExecuteSqlRawAsync($"SELECT pg_advisory_lock({Lock})", cancel);
        try
        {
            await database.ExecuteSqlRawAsync($"SET lock_timeout = '{LockTimeout}'", cancel);
            await database.MigrateAsync(cancel);
        }
        finally
        {
            // A connection that is given back to its pool keeps its locks until it is used again.
            if (database.GetDbConnection().State is ConnectionState.Open)
                await database.ExecuteSqlRawAsync($"SELECT pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }
}
