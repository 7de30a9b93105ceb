using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Problems;
using Grpc.Core;
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;

namespace Chat.Realtime.Hub;

/// <summary>
/// Turns what a hub method throws into the error text that clients can read: it ends in <c>{"code","detail","retryable"}</c>, with
/// <c>"retry_after"</c> in seconds where that is known.
/// </summary>
sealed partial class HubErrors(TimeProvider time, ILogger<HubErrors> logger) : IHubFilter
{
    /// <summary>Whoever may not connect reads why in the close message.</summary>
    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            throw Translate(e, nameof(OnConnectedAsync));
        }
    }

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            ChatHub.CountCall(invocationContext.Context, time.GetUtcNow());
            return await next(invocationContext);
        }
        catch (Exception e) when (e is not HubException)
        {
            throw Translate(e, invocationContext.HubMethodName);
        }
    }

    /// <summary>An exception whose text clients can read.</summary>
    public static HubException Refusal(ErrorCode error, string detail, TimeSpan? retryAfter = null) =>
        new(JsonSerializer.Serialize(new ErrorText(error.Code, detail, error.Retryable, retryAfter?.TotalSeconds), JsonDefaults.Options));

    HubException Translate(Exception exception, string method)
    {
        var (error, detail) = Classify(exception);
        RefusalMeter.Count(error);
        if (error == ErrorCode.InternalError) Log.Failed(logger, exception, method);
        return Refusal(error, detail, (exception as ChatException)?.RetryAfter);
    }

    public static (ErrorCode Error, string Detail) Classify(Exception exception) => exception switch
    {
        ChatException chat => (chat.Error, chat.Message),
        RpcException or RedisException or TimeoutException or OperationCanceledException => (ErrorCode.Unavailable, ErrorCode.Unavailable.Title),
        _ => (ErrorCode.InternalError, ErrorCode.InternalError.Title),
    };

    sealed record ErrorText(
        string Code, string Detail, bool Retryable, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? RetryAfter);

    static partial class Log
    {
        [LoggerMessage(3100, LogLevel.Error, "The hub method {Method} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method);
    }
}
