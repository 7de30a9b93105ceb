using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Once per resource, when the application starts; a resource that no process stands for publishes its own state from here.</summary>
public class InitializeResourceEvent : IDistributedApplicationResourceEvent
{
    internal InitializeResourceEvent(IResource resource, IServiceProvider services)
    {
        Resource = resource;
        Services = services;
    }

    public IResource Resource { get; }

    public IServiceProvider Services { get; }

    public ILogger Logger => Services.GetRequiredService<ResourceLoggerService>().GetLogger(Resource);

    public ResourceNotificationService Notifications => Services.GetRequiredService<ResourceNotificationService>();

    public IDistributedApplicationEventing Eventing => Services.GetRequiredService<IDistributedApplicationEventing>();
}

public class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    public IResource Resource { get; } = resource;

    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource became healthy for the first time since it started. Who waits for it waits for the handlers, too.</summary>
public class ResourceReadyEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    public IResource Resource { get; } = resource;

    public IServiceProvider Services { get; } = services;
}
