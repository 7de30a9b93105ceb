using Chat.Contracts.Accounts.V1;
using Chat.Contracts.Messages.V1;
using Chat.ServiceDefaults;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Chat.Sessions.Data;
using Chat.Sessions.Departures;
using Chat.Sessions.LastActivity;
using Chat.Sessions.Membership;
using Chat.Sessions.Participants;
using Chat.Sessions.People;
using Chat.Sessions.PersonalData;
using Chat.Sessions.Sessions;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDbContext<SessionsDbContext>("sessionsdb");
builder.Services.AddMigrations<SessionsDbContext>();
builder.Services.AddOutbox<SessionsDbContext>();
builder.AddMessaging("sessions", bus =>
{
    bus.AddConsumer<UserChangedConsumer>();
    bus.AddConsumer<UserDeletedConsumer>();
    bus.AddConsumer<SessionsActiveConsumer>();
});
builder.Services.AddServiceClient<UserDirectory.UserDirectoryClient>("accounts");
builder.Services.AddServiceClient<MembershipFence.MembershipFenceClient>("messages");
builder.Services.AddScoped<PersonNames>().AddScoped<MessagesFence>();
builder.Services.AddGrpcServices();

var app = builder.Build();
app.UseServiceDefaults();
app.MapSessions();
app.MapParticipants();
app.MapGrpcService<MembershipService>();
app.MapGrpcService<PersonalSessionsService>();
app.Run();
