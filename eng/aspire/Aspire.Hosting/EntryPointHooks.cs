using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>How Aspire.Hosting.Testing steps into an AppHost's Main: set around the call, seen by the builder made in it.</summary>
internal abstract class EntryPointHooks
{
    internal static readonly AsyncLocal<EntryPointHooks?> Current = new();

    internal abstract void Creating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    internal abstract void Created(DistributedApplicationBuilder builder);

    /// <summary>Returns when the test wants the application built.</summary>
    internal abstract void Building(DistributedApplicationBuilder builder);

    internal abstract void Built(DistributedApplication application);
}
