using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Chat.ServiceDefaults.Problems;

/// <summary>
/// Turns what a gRPC method that answers one request throws into a status that callers understand: an outage behind it is UNAVAILABLE, so that they
/// try again.
/// </summary>
sealed partial class ExceptionToStatus(ILogger<ExceptionToStatus> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (IsOurs(e, context))
        {
            throw Translate(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (IsOurs(e, context))
        {
            throw Translate(e, context);
        }
    }

    static bool IsOurs(Exception exception, ServerCallContext context) =>
        exception is not RpcException && !context.CancellationToken.IsCancellationRequested;

    RpcException Translate(Exception exception, ServerCallContext context)
    {
        var (error, detail) = ExceptionToProblem.Classify(exception);
        if (error.Status >= 500) Log.Failed(logger, exception, context.Method);
        return new RpcException(new Status(StatusOf(error), detail));
    }

    static StatusCode StatusOf(ErrorCode error) => error.Status switch
    {
        400 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        503 => StatusCode.Unavailable,
        >= 500 => StatusCode.Internal,
        _ => StatusCode.FailedPrecondition,
    };

    static partial class Log
    {
        [LoggerMessage(101, LogLevel.Error, "{Method} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method);
    }
}
