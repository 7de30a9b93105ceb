using Chat.Contracts.Accounts.V1;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;
using Chat.Realtime.People;
using Chat.Realtime.Posting;
using Chat.Realtime.Presence;
using Chat.Realtime.Resuming;
using Chat.Realtime.SessionEvents;
using Chat.Realtime.Signals;
using Chat.Realtime.SignIns;
using Chat.Realtime.Sockets;
using Chat.ServiceDefaults;
using Chat.ServiceDefaults.Fences;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Notes;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddChatHub();
builder.AddMessageNotes();
builder.AddDelivery();
builder.AddPresence();
builder.AddMessaging("realtime", bus =>
{
    bus.AddConsumer<MessagesPostedConsumer>();
    bus.AddConsumer<SessionsActiveConsumer>();
    bus.AddConsumer<SessionEventsConsumer>();
    bus.AddConsumer<SignInsEndedConsumer>();
    bus.AddConsumer<ReadMarkersConsumer>();
    bus.AddConsumer<UserChangedConsumer>();
});
// The hub has pings of its own; a second kind would wake every idle connection, here and in the gateway, twice as often.
builder.Services.Configure<WebSocketOptions>(options => options.KeepAliveInterval = Timeout.InfiniteTimeSpan);
builder.Services.AddServiceClient<SignIns.SignInsClient>("accounts");
builder.Services.AddServiceClient<Membership.MembershipClient>("sessions");
builder.Services.AddServiceClient<Posting.PostingClient>("messages", repeatedByCaller: PostingStreams.Method);
builder.Services.AddServiceClient<Reading.ReadingClient>("messages");
builder.Services.AddSingleton<PostFanOut>().AddHostedService(services => services.GetRequiredService<PostFanOut>());
builder.Services.AddSingleton<PostingStreams>().AddHostedService(services => services.GetRequiredService<PostingStreams>());
builder.Services.AddSingleton<Resumption>().AddSingleton<SessionFences>().AddSingleton<Typing>().AddSingleton<ChatSocket>().AddHostedService<SignInWatch>();

var app = builder.Build();
app.UseServiceDefaults();
app.UseWebSockets();
app.Use(static (http, next) =>
{
    // Who calls is known by now, and a connection keeps its headers for as long as it lives.
    http.Request.Headers.Authorization = default;
    return next(http);
});
app.MapHub<ChatHub>("/hubs/chat", options => options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets);
app.Map("/ws/chat/{id}", (HttpContext http, string id, ChatSocket socket) => socket.AcceptAsync(http, id)).AllowAnonymous();
app.Run();
