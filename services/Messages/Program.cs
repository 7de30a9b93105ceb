using Chat.Contracts.Accounts.V1;
using Chat.Messages.Administration;
using Chat.Messages.Attachments;
using Chat.Messages.Attachments.Uploads;
using Chat.Messages.Changing;
using Chat.Messages.Data;
using Chat.Messages.Membership;
using Chat.Messages.PersonalData;
using Chat.Messages.Posting;
using Chat.Messages.ReadMarkers;
using Chat.Messages.Reading;
using Chat.Messages.Senders;
using Chat.ServiceDefaults;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessagesData();
builder.AddMessaging("messages", bus =>
{
    bus.AddConsumer<MembershipConsumer>();
    bus.AddConsumer<UserChangedConsumer>();
});
builder.AddPosting();
builder.AddMembership();
builder.AddReadMarkers();
builder.AddReading();
builder.AddAttachments();
builder.Services.AddScoped<MessageChanges>().AddScoped<SenderNames>();
builder.Services.AddServiceClient<UserDirectory.UserDirectoryClient>("accounts");
builder.Services.AddGrpcServices();

var app = builder.Build();
app.UseUploadHeaders();
app.UseServiceDefaults();
app.MapPosting();
app.MapReading();
app.MapChanging();
app.MapReadMarkers();
app.MapAttachments();
app.MapApiDescription();
app.MapManagedMessages();
app.MapGrpcService<PostingService>();
app.MapGrpcService<ReadingService>();
app.MapGrpcService<MembershipFenceService>();
app.MapGrpcService<PersonalMessagesService>();
app.Run();
