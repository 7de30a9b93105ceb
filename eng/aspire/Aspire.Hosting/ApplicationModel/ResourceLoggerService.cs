namespace Aspire.Hosting.ApplicationModel;

public class ResourceLoggerService
{
    private readonly ILoggerFactory _loggers;
    private readonly string _prefix;

    internal ResourceLoggerService(ILoggerFactory loggers, string applicationName)
    {
        _loggers = loggers;
        _prefix = $"{applicationName}.Resources.";
    }

    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    public ILogger GetLogger(string resourceName) => _loggers.CreateLogger(_prefix + resourceName);
}
