using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>One more gateway of the running system, with a setting of its own.</summary>
static class OtherGateway
{
    public static Task<OtherInstance> StartAsync(ChatSystem chat, string setting, string value) => OtherInstance.StartAsync(chat, "gateway", (setting, value));
}
