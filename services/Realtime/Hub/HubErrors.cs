using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Problems;
using Grpc.Core;
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;

namespace Chat.Realtime.Hub;

/// <summary>Turns what a hub method throws into the error text that clients can read: it ends in <c>{"code","detail","retryable"}</c>, with <c>"retry_after"</c> in seconds where that is known.</summary>
sealed partial class HubErrors(ILogger<HubErrors> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception e) when (e is not HubException)
        {
            var (error, detail) = Classify(e);
            RefusalMeter.Count(error);
            if (error == ErrorCode.InternalError) Log.Failed(logger, e, invocationContext.HubMethodName);
            var text = new ErrorText(error.Code, detail, error.Retryable, (e as ChatException)?.RetryAfter?.TotalSeconds);
            throw new HubException(JsonSerializer.Serialize(text, JsonDefaults.Options));
        }
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
