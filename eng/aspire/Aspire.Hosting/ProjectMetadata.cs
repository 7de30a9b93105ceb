using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>Implemented by the generated <c>Projects.*</c> classes.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    string ProjectPath { get; }
}

/// <summary>On a generated <c>Projects.*</c> class: the assembly that the project's build wrote. Of the stand-in alone.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BuiltProjectAttribute(string assemblyPath) : Attribute
{
    public string AssemblyPath { get; } = assemblyPath;
}
