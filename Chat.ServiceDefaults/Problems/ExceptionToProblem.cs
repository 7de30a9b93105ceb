using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Chat.ServiceDefaults.Problems;

/// <summary>
/// Turns what a handler throws into a problem of the catalogue. What the catalogue does not foresee is logged, and says nothing to the caller.
/// </summary>
sealed partial class ExceptionToProblem(IProblemDetailsService problems, ILogger<ExceptionToProblem> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (error, detail) = Classify(exception);
        if (error.Status >= 500) Log.Failed(logger, exception, http.Request.Method, http.Request.Path);

        http.Response.StatusCode = error.Status;
        if (error.Retryable) http.Response.Headers.RetryAfter = SecondsOf((exception as ChatException)?.RetryAfter);
        var problem = new ProblemDetails { Status = error.Status, Detail = detail };
        problem.Extensions["code"] = error.Code;
        if (exception is ChatException { FieldErrors: { } fields }) problem.Extensions["errors"] = fields;
        if (exception is ChatException { Position: { } position }) problem.Extensions["position"] = position;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem, Exception = exception });
    }

    static string SecondsOf(TimeSpan? wait) => Math.Max(1, Math.Ceiling(wait?.TotalSeconds ?? 1)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The catalogue's entry for an exception, and a sentence that is safe to show.</summary>
    internal static (ErrorCode Error, string Detail) Classify(Exception exception) => exception switch
    {
        ChatException chat => (chat.Error, chat.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (ErrorCode.PayloadTooLarge, ErrorCode.PayloadTooLarge.Title),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            (ErrorCode.UnsupportedMediaType, ErrorCode.UnsupportedMediaType.Title),
        BadHttpRequestException { InnerException: JsonException json } =>
            (ErrorCode.InvalidRequest, $"The body is not the JSON that is expected here, at {json.Path ?? "its start"}."),
        // The framework's own sentence speaks to the developer.
        BadHttpRequestException bad when bad.Message.StartsWith("Implicit body", StringComparison.Ordinal) =>
            (ErrorCode.InvalidRequest, "A JSON object is expected as the body."),
        BadHttpRequestException bad => (ErrorCode.InvalidRequest, bad.Message),
        JsonException json => (ErrorCode.InvalidRequest, $"The body is not the JSON that is expected here, at {json.Path ?? "its start"}."),
        _ when IsOutage(exception) => (ErrorCode.Unavailable, ErrorCode.Unavailable.Title),
        _ => (ErrorCode.InternalError, ErrorCode.InternalError.Title),
    };

    /// <summary>Whether something behind this service is away: by the exception or by any cause of it, as the data layers wrap what they get.</summary>
    internal static bool IsOutage(Exception? exception) => exception switch
    {
        null => false,
        RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled } => true,
        DbException { IsTransient: true } or RedisConnectionException or TimeoutException => true,
        _ => IsOutage(exception.InnerException),
    };

    static partial class Log
    {
        [LoggerMessage(100, LogLevel.Error, "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method, string path);
    }
}
