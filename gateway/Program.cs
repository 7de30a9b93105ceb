using Chat.Gateway.Edge;
using Chat.Gateway.Frontend;
using Chat.Gateway.OpenApi;
using Chat.Gateway.Proxy;
using Chat.Gateway.SignIns;
using Chat.ServiceDefaults;

// Each stream of a socket holds a buffer while it has something to read, thousands at once; the shared pool keeps 32 for each core, and makes
// all others anew: an eighth of the CPU. It is told before anybody uses it.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION", "512");

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEdge();
builder.AddSignIns();
builder.AddProxy();
builder.AddApiDocument();
builder.AddWebApp();

var app = builder.Build();
app.UseTrustedProxies();
app.UseFormerAddresses();
app.UseRequestIds();
app.UseSecurityHeaders();
app.UseServiceDefaults();
app.UseCrossSiteProtection();
app.UseRateLimiter();
app.UseWebApp();
app.MapProxy();
app.MapApiDocument();
app.MapWebApp();
app.Run();
