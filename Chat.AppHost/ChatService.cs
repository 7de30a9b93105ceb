namespace Chat.AppHost;

/// <summary>
/// A service and its instances, each a resource of its own. Callers are told the address of every instance and spread their calls themselves, as they do
/// in a cluster. Replicas of one resource would stand behind a proxy, which costs CPU for every call and hides who answers.
/// </summary>
internal sealed class ChatService(string name, IReadOnlyList<IResourceBuilder<ProjectResource>> instances)
{
    internal string Name => name;

    internal IReadOnlyList<IResourceBuilder<ProjectResource>> Instances => instances;

    internal IDistributedApplicationBuilder ApplicationBuilder => instances[0].ApplicationBuilder;

    internal EndpointReference FirstEndpoint(string endpoint) => instances[0].GetEndpoint(endpoint);

    internal ChatService WithReference(IResourceBuilder<IResourceWithConnectionString> server) => Each(instance => instance.WithReference(server));

    /// <summary>Tells it the addresses of all instances of another service.</summary>
    internal ChatService WithReference(ChatService other) => Each(instance =>
    {
        for (var i = 0; i < other.Instances.Count; i++)
        {
            var called = other.Instances[i];
            foreach (var endpoint in called.Resource.GetEndpoints())
                instance.WithEnvironment($"services__{other.Name}__{endpoint.EndpointName}__{i}", endpoint);
            instance.WithReferenceRelationship(called);
        }
    });

    internal ChatService WaitFor(IResourceBuilder<IResource> server) => Each(instance => instance.WaitFor(server));

    internal ChatService WithEnvironment(string variable, string value) => Each(instance => instance.WithEnvironment(variable, value));

    internal ChatService WithEnvironment(string variable, EndpointReference value) => Each(instance => instance.WithEnvironment(variable, value));

    internal ChatService WithEnvironment(string variable, IResourceBuilder<ParameterResource> value) =>
        Each(instance => instance.WithEnvironment(variable, value));

    /// <summary>Hands a section of the AppHost's configuration on.</summary>
    internal ChatService WithSection(string section) => Each(instance => instance.WithSection(section));

    private ChatService Each(Action<IResourceBuilder<ProjectResource>> act)
    {
        foreach (var instance in instances)
            act(instance);
        return this;
    }
}
