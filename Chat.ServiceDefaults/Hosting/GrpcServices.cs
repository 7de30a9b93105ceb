using Chat.ServiceDefaults.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Hosting;

public static class GrpcServices
{
    /// <summary>gRPC for other services, beside REST: unknown gRPC methods are left to routing, so that its 405 and 415 stay what they are.</summary>
    public static IServiceCollection AddGrpcServices(this IServiceCollection services)
    {
        services.AddGrpc(grpc =>
        {
            grpc.IgnoreUnknownServices = true;
            grpc.Interceptors.Add<ExceptionToStatus>();
        });
        return services;
    }
}
