using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Data;

/// <summary>
/// How a service comes to its schema. Migrations are expand/contract: one that only adds leaves the version before at work, so old and
/// new instances run side by side; one that takes away comes a version later and says so with <see cref="BreaksEarlierVersions"/>.
/// </summary>
public static class Migrations
{
    internal const string Argument = "--migrate";

    /// <summary>
    /// Looks at the schema in the background, trying again while the database does not answer; the service is not ready before. What is
    /// missing is migrated, or refused, as <see cref="MigrationOptions"/> say.
    /// </summary>
    public static IServiceCollection AddMigrations<TContext>(this IServiceCollection services) where TContext : DbContext
    {
        services.AddOptions<MigrationOptions>().BindConfiguration("Migrations").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MigrationState>();
        services.AddSingleton<ISchema, Schema<TContext>>();
        services.AddSingleton<MigrationJob>();
        services.AddHostedService<SchemaCheck>();
        services.AddHealthChecks().AddCheck<MigrationState>("schema");
        return services;
    }

    /// <summary>Runs the service; or, started with <c>--migrate</c>, brings its database to this version's schema and ends.</summary>
    /// <returns>The exit code: 1 when the schema could not be had.</returns>
    public static async Task<int> RunOrMigrateAsync(this WebApplication app, string[] args)
    {
        if (args.Contains(Argument)) return await app.Services.GetRequiredService<MigrationJob>().RunAsync();
        var state = app.Services.GetRequiredService<MigrationState>();
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (state.IsRefused)
        {
            // It was refused before all parts had started.
        }
        return state.IsRefused ? 1 : 0;
    }

    /// <summary>For a migration after which versions that do not know it cannot work: they refuse to start from then on.</summary>
    /// <param name="builder">Of the migration.</param>
    /// <param name="migration">The migration's id, with its time stamp.</param>
    public static void BreaksEarlierVersions(this MigrationBuilder builder, string migration)
    {
        builder.Sql($"CREATE TABLE IF NOT EXISTS {SchemaTables.Required} (migration text PRIMARY KEY)");
        builder.Sql($"INSERT INTO {SchemaTables.Required} VALUES ('{migration}') ON CONFLICT DO NOTHING");
    }
}
