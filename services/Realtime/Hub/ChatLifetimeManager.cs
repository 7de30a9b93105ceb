using Chat.Realtime.Instances;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Options;

namespace Chat.Realtime.Hub;

/// <summary>
/// The stock Redis backplane between instances, without a share of it for each client: only the instance itself is attached. A
/// client costs no Redis subscription, and its messages come through its <see cref="HubSubscriber"/>.
/// </summary>
sealed class ChatLifetimeManager(
    ILogger<RedisHubLifetimeManager<ChatHub>> logger,
    IOptions<RedisOptions> options,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> hubOptions,
    IOptions<HubOptions<ChatHub>> chatHubOptions)
    : RedisHubLifetimeManager<ChatHub>(logger, options, protocols, hubOptions, chatHubOptions)
{
    static readonly object ConnectionKey = new();

    public Task AttachAsync(InstanceConnection instance) => base.OnConnectedAsync(instance);

    public Task DetachAsync(InstanceConnection instance) => base.OnDisconnectedAsync(instance);

    /// <summary>The connection that a hub call came in by.</summary>
    public static HubConnectionContext ConnectionOf(HubCallerContext caller) => (HubConnectionContext)caller.Items[ConnectionKey]!;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[ConnectionKey] = connection;
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection) => Task.CompletedTask;
}
