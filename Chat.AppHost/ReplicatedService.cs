namespace Chat.AppHost;

/// <summary>Stands for the instances of a service in the dashboard, which lists them below it.</summary>
internal sealed class ReplicatedService(string name) : Resource(name);
