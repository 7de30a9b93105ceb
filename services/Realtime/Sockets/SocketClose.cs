using System.Net.WebSockets;

namespace Chat.Realtime.Sockets;

/// <summary>Why a raw WebSocket is closed, see docs/api.md.</summary>
readonly record struct SocketClose(WebSocketCloseStatus Status, string Reason)
{
    public static readonly SocketClose Normal = new(WebSocketCloseStatus.NormalClosure, "");
    public static readonly SocketClose NotSignedIn = new((WebSocketCloseStatus)4401, "not_signed_in");
    public static readonly SocketClose Removed = new((WebSocketCloseStatus)4403, "forbidden");
    public static readonly SocketClose NoSuchSession = new((WebSocketCloseStatus)4404, "session_not_found");
    public static readonly SocketClose TooLarge = new(WebSocketCloseStatus.MessageTooBig, "payload_too_large");
    public static readonly SocketClose Restart = new((WebSocketCloseStatus)1012, "restart");
    public static readonly SocketClose TooSlow = new((WebSocketCloseStatus)1013, "resume");
    public static readonly SocketClose TooMany = new((WebSocketCloseStatus)1013, "rate_limited");
    public static readonly SocketClose TryLater = new((WebSocketCloseStatus)1013, "unavailable");
}
