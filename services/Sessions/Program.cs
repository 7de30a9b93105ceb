using Chat.Contracts.Accounts.V1;
using Chat.Contracts.Messages.V1;
using Chat.ServiceDefaults;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Fences;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.Sessions.Administration;
using Chat.Sessions.Data;
using Chat.Sessions.Departures;
using Chat.Sessions.Direct;
using Chat.Sessions.Invitations;
using Chat.Sessions.Keys;
using Chat.Sessions.LastActivity;
using Chat.Sessions.Membership;
using Chat.Sessions.Participants;
using Chat.Sessions.People;
using Chat.Sessions.PersonalData;
using Chat.Sessions.Preferences;
using Chat.Sessions.Sessions;
using StackExchange.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDbContext<SessionsDbContext>("sessionsdb");
builder.Services.AddMigrations<SessionsDbContext>();
builder.Services.AddOutbox<SessionsDbContext>();
// Whose tokens are revoked, and the figures: without Redis the service goes on, and is ready.
builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true, redis => redis.BacklogPolicy = BacklogPolicy.FailFast);
builder.AddMessaging("sessions", bus =>
{
    bus.AddConsumer<UserChangedConsumer>();
    bus.AddConsumer<UserDeletedConsumer>();
    bus.AddConsumer<SessionsActiveConsumer>();
});
builder.Services.AddServiceClient<UserDirectory.UserDirectoryClient>("accounts");
builder.Services.AddServiceClient<MembershipFence.MembershipFenceClient>("messages");
builder.Services.AddServiceClient<Reading.ReadingClient>("messages");
builder.Services.AddOptions<CreationLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<CreationLimit>();
builder.Services.AddScoped<PersonNames>().AddSingleton<SessionFences>().AddScoped<MessagesFence>().AddScoped<ManagedSessions>();
builder.Services.AddGrpcServices();

var app = builder.Build();
app.UseServiceDefaults();
app.MapSessions();
app.MapParticipants();
app.MapDirectSessions();
app.MapPreferences();
app.MapSessionKeys();
app.MapInvitations();
app.MapApiDescription();
app.MapManagedSessions();
app.MapGrpcService<MembershipService>();
app.MapGrpcService<PersonalSessionsService>();
return await app.RunOrMigrateAsync(args);
