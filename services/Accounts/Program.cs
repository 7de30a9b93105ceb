using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.Tokens;
using Chat.Accounts.Users;
using Chat.ServiceDefaults;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddAccountsData();
builder.AddMessaging("accounts");
builder.AddUsers();
builder.AddSignIns();
builder.AddTokens();
builder.Services.AddScoped<PasswordCheck>().AddSingleton<FailedSignIns>();
builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<ExceptionToStatus>());

var app = builder.Build();
app.UseServiceDefaults();
app.MapSignIn();
app.MapTokens();
app.MapUsers();
app.MapJwks();
app.MapGrpcService<SignInsService>();
app.MapGrpcService<UserDirectoryService>();
app.Run();
