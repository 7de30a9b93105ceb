using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Protocol;
using Aspire.Hosting.Orchestration;
using Google.Protobuf.WellKnownTypes;
using Resource = Aspire.Hosting.Dashboard.Protocol.Resource;

namespace Aspire.Hosting.Dashboard;

/// <summary>A resource, or one of its replicas, in the dashboard's words.</summary>
internal static class ResourceDescription
{
    internal static Resource Of(ResourceEvent change, ResourceInstance? instance)
    {
        var (resource, snapshot) = (change.Resource, change.Snapshot);
        var description = new Resource
        {
            Name = NameOf(resource, change.ResourceId),
            Uid = change.ResourceId,
            DisplayName = resource.Name,
            ResourceType = TypeOf(resource),
            CreatedAt = Time(snapshot.CreationTimeStamp),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
            Urls = { snapshot.Urls.Select(Describe) },
            HealthReports = { snapshot.HealthReports.Select(Describe) },
            Relationships = { Relationships(resource) },
            Properties = { Properties(resource, snapshot, instance?.Plan).Select(property => new ResourceProperty { Name = property.Name, Value = property.Value }) },
        };
        if (snapshot.State is { } state)
            description.State = state.Text;
        if (instance is null)
            return description;
        description.Commands.Add(Commands(snapshot.State?.Text));
        if (instance.Plan is { } plan)
            description.Environment.Add(plan.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)
                .Select(variable => new EnvironmentVariable { Name = variable.Key, Value = variable.Value, IsFromSpec = true }));
        return description;
    }

    /// <summary>
    /// What the dashboard knows an instance by. Of a project always with a number, as its telemetry has one: the two belong together by that. The
    /// dashboard shows the number only where there are several.
    /// </summary>
    internal static string NameOf(IResource resource, string id) =>
        resource is ProjectResource && resource.GetReplicaCount() == 1 ? $"{id}-1" : id;

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ContainerResource => "Container",
        ExecutableResource => "Executable",
        _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
    };

    private static Timestamp? Time(DateTime? at) => at is { } time ? Timestamp.FromDateTime(time) : null;

    private static Url Describe(UrlSnapshot url) => new()
    {
        EndpointName = url.Name ?? "",
        FullUrl = url.Url,
        DisplayProperties = new UrlDisplayProperties { DisplayName = url is { IsInternal: true, Name: { } name } ? name : "" },
    };

    private static HealthReport Describe(HealthReportSnapshot report)
    {
        var description = new HealthReport { Key = report.Name, Description = report.Description ?? "", Exception = report.ExceptionText ?? "" };
        if (report.Status is { } status)
        {
            description.Status = status switch
            {
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy => HealthStatus.Healthy,
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded => HealthStatus.Degraded,
                _ => HealthStatus.Unhealthy,
            };
        }
        return description;
    }

    private static IEnumerable<ResourceRelationship> Relationships(IResource resource) =>
        resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => (relation.Resource.Name, relation.Type))
            .Concat(resource.Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, Type: "WaitFor")))
            .Distinct().Select(relation => new ResourceRelationship { ResourceName = relation.Name, Type = relation.Type });

    private static IEnumerable<(string Name, Value Value)> Properties(IResource resource, CustomResourceSnapshot snapshot, LaunchPlan? plan)
    {
        foreach (var property in snapshot.Properties)
            yield return (property.Name, Value.ForString(Convert.ToString(property.Value, System.Globalization.CultureInfo.InvariantCulture) ?? ""));
        if (snapshot.ExitCode is { } exitCode)
            yield return ("resource.exitCode", Value.ForNumber(exitCode));
        if (resource is IResourceWithParent { Parent: var parent })
            yield return ("resource.parentName", Value.ForString(parent.Name));
        if (resource.Annotations.OfType<IProjectMetadata>().FirstOrDefault() is { } project)
            yield return ("project.path", Value.ForString(project.ProjectPath));
        if (plan is null)
            yield break;
        yield return ("executable.path", Value.ForString(plan.Command));
        yield return ("executable.workDir", Value.ForString(plan.WorkingDirectory));
        yield return ("executable.args", Value.ForList([.. plan.Arguments.Select(Value.ForString)]));
    }

    private static IEnumerable<ResourceCommand> Commands(string? state)
    {
        var isRunning = state == KnownResourceStates.Running;
        var hasEnded = state is not null && KnownResourceStates.TerminalStates.Contains(state);
        yield return Command(KnownResourceCommands.StartCommand, "Start", "Play", hasEnded ? ResourceCommandState.Enabled : ResourceCommandState.Hidden);
        yield return Command(KnownResourceCommands.StopCommand, "Stop", "Stop",
            isRunning ? ResourceCommandState.Enabled : hasEnded ? ResourceCommandState.Hidden : ResourceCommandState.Disabled);
        yield return Command(KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise",
            isRunning ? ResourceCommandState.Enabled : ResourceCommandState.Disabled);
    }

    private static ResourceCommand Command(string name, string title, string icon, ResourceCommandState state) =>
        new() { Name = name, DisplayName = title, IconName = icon, IsHighlighted = name != KnownResourceCommands.RestartCommand, State = state };
}
