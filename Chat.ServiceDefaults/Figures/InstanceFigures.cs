using System.Text.Json.Serialization;

namespace Chat.ServiceDefaults.Figures;

/// <summary>How one instance of a service does.</summary>
/// <param name="Service">The service.</param>
/// <param name="Instance">See <see cref="Hosting.ThisInstance"/>.</param>
/// <param name="Connections">Open sockets; null where there are none by nature.</param>
/// <param name="DatabasePool">Its connections to PostgreSQL; null where there are none by nature.</param>
/// <param name="CpuPercent">Of one core, over the last ten seconds.</param>
/// <param name="MemoryMb">Resident memory, in MiB.</param>
public sealed record InstanceFigures(
    string Service,
    string Instance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Connections,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PoolFigures? DatabasePool,
    double CpuPercent,
    long MemoryMb);

/// <summary>Database connections of an instance: at work, waiting for work, and how many there may be.</summary>
public sealed record PoolFigures(int Used, int Idle, int Max);
