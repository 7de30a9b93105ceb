using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>How one replica of a resource is started: the program, its arguments, its environment.</summary>
internal sealed record LaunchPlan(string Command, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment)
{
    internal static async Task<LaunchPlan> CreateAsync(
        ResourceInstance instance, IConfiguration configuration, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var (resource, context) = (instance.Resource, new ValueProviderContext { Caller = instance.Resource, Replica = instance.Replica });
        var variables = new Dictionary<string, object>();
        if (resource is ProjectResource)
            AddTelemetry(variables, instance, configuration);
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.PortVariable is not null))
            variables[endpoint.PortVariable!] = endpoint.ReplicaPorts![instance.Replica].ToString(CultureInfo.InvariantCulture);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(new EnvironmentCallbackContext(execution, resource, variables, cancellationToken));
        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
            environment[name] = await TextOf(value, name);

        var arguments = new List<object>();
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(new CommandLineArgsCallbackContext(arguments, cancellationToken));
        var texts = new List<string>();
        foreach (var argument in arguments)
            texts.Add(await TextOf(argument, "an argument"));

        return resource switch
        {
            ExecutableResource executable => new(executable.Command, texts, executable.WorkingDirectory, environment),
            ContainerResource container => OfContainer(instance, container, texts, environment, configuration),
            _ => OfProject(resource, texts, environment),
        };

        async Task<string> TextOf(object value, string what) => value switch
        {
            IValueProvider provider => await provider.GetValueAsync(context, cancellationToken)
                ?? throw new DistributedApplicationException($"'{resource.Name}' can't start: {what} has no value."),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    private static LaunchPlan OfProject(IResource resource, List<string> arguments, Dictionary<string, string> environment)
    {
        var metadata = resource.Annotations.OfType<IProjectMetadata>().Single();
        var assembly = metadata.GetType().GetCustomAttribute<BuiltProjectAttribute>()!.AssemblyPath;
        if (!File.Exists(assembly))
            throw new DistributedApplicationException($"'{resource.Name}' is not built: {assembly} is missing. Build the solution.");
        var directory = Path.GetDirectoryName(metadata.ProjectPath)!;
        var program = Path.ChangeExtension(assembly, null);
        return File.Exists(program)
            ? new(program, arguments, directory, environment)
            : new("dotnet", [assembly, .. arguments], directory, environment);
    }

    private static LaunchPlan OfContainer(
        ResourceInstance instance, ContainerResource container, List<string> arguments, Dictionary<string, string> environment, IConfiguration configuration)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Single();
        List<string> run = ["run", "--rm", "--name", $"{instance.Id}-{Random.Shared.Next():x8}"];
        foreach (var endpoint in container.Annotations.OfType<EndpointAnnotation>())
            run.AddRange(["--publish", $"127.0.0.1:{endpoint.ReplicaPorts![instance.Replica]}:{endpoint.TargetPort}"]);
        foreach (var mount in container.Annotations.OfType<ContainerMountAnnotation>())
            run.AddRange(["--volume", $"{mount.Source}:{mount.Target}{(mount.IsReadOnly ? ":ro" : "")}"]);
        foreach (var name in environment.Keys)
            run.AddRange(["--env", name]);
        if (container.Entrypoint is { } entrypoint)
            run.AddRange(["--entrypoint", entrypoint]);
        run.Add($"{image.Image}:{image.Tag ?? "latest"}");
        return new(configuration["ASPIRE_CONTAINER_RUNTIME"] ?? "docker", [.. run, .. arguments], "/", environment);
    }

    private static void AddTelemetry(Dictionary<string, object> variables, ResourceInstance instance, IConfiguration configuration)
    {
        if (DashboardRegistration.OtlpEndpoint(configuration) is not { } endpoint)
            return;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        if (configuration[DashboardRegistration.OtlpApiKey] is { } key)
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        variables["OTEL_SERVICE_NAME"] = instance.Resource.Name;
        // With the service's name before it this is the instance's name in the dashboard, which knows it by that.
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={(instance.Replica + 1).ToString(CultureInfo.InvariantCulture)}";
        foreach (var delay in new[] { "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL" })
            variables[delay] = "1000";
    }
}
