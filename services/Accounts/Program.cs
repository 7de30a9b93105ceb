using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.Tokens;
using Chat.Accounts.Users;
using Chat.ServiceDefaults;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddAccountsData();
builder.AddMessaging("accounts");
builder.AddUsers();
builder.AddSignIns();
builder.AddTokens();
builder.Services.AddScoped<PasswordCheck>().AddSingleton<FailedSignIns>();
builder.Services.AddGrpcServices();

var app = builder.Build();
app.UseServiceDefaults();
app.MapSignIn();
app.MapTokens();
app.MapUsers();
app.MapJwks();
app.MapGrpcService<SignInsService>();
app.MapGrpcService<UserDirectoryService>();
app.Run();
