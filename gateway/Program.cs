using Chat.Gateway.Edge;
using Chat.Gateway.Frontend;
using Chat.Gateway.OpenApi;
using Chat.Gateway.Proxy;
using Chat.Gateway.SignIns;
using Chat.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEdge();
builder.AddSignIns();
builder.AddProxy();
builder.AddApiDocument();
builder.AddWebApp();

var app = builder.Build();
app.UseTrustedProxies();
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
