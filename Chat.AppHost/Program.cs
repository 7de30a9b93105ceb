using Chat.AppHost;
using Chat.AppHost.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

try
{
    var builder = AppHostBuilder.Create(args);

    var postgres = builder.AddPostgresServer("postgres");
    var accountsdb = postgres.AddServiceDatabase("accountsdb", role: "accounts");
    var sessionsdb = postgres.AddServiceDatabase("sessionsdb", role: "sessions");
    var messagesdb = postgres.AddServiceDatabase("messagesdb", role: "messages");
    var redis = builder.AddRedisServer("redis");
    var rabbitmq = builder.AddRabbitMQServer("rabbitmq");

    // A service waits for the servers it needs, never for another service: they start side by side. Accounts and Sessions
    // need no broker to begin, their outboxes wait for it, and it is the slowest to start.
    var accounts = builder.AddService<Projects.Chat_Accounts>("accounts")
        .WithReference(accountsdb).WaitFor(accountsdb)
        .WithReference(redis).WaitFor(redis)
        .WithReference(rabbitmq);
    var firstAdministrator = FirstAdministrator.Offer(accounts);

    var sessions = builder.AddService<Projects.Chat_Sessions>("sessions")
        .WithReference(sessionsdb).WaitFor(sessionsdb)
        .WithReference(redis)
        .WithReference(rabbitmq)
        .WithReference(accounts);

    var messages = builder.AddReplicatedService<Projects.Chat_Messages>("messages")
        .WithReference(messagesdb).WaitFor(messagesdb)
        .WithReference(redis)
        .WithReference(rabbitmq).WaitFor(rabbitmq)
        .WithReference(accounts)
        .WithReference(sessions)
        .WithSection("Retention").WithSection("LinkPreviews").WithSection("Notifications");
    messages.WithFiles();
    sessions.WithReference(messages);
    accounts.WithReference(sessions).WithReference(messages);

    var realtime = builder.AddReplicatedService<Projects.Chat_Realtime>("realtime")
        .WithReference(redis).WaitFor(redis)
        .WithReference(rabbitmq).WaitFor(rabbitmq)
        .WithReference(accounts)
        .WithReference(sessions)
        .WithReference(messages);

    var gateway = builder.AddGateway<Projects.Chat_Gateway>("gateway")
        .WithReference(redis).WaitFor(redis)
        .WithReference(accounts)
        .WithReference(sessions)
        .WithReference(messages)
        .WithReference(realtime);

    // Links in mails lead to where users come in, unless configuration knows better.
    accounts.WithEnvironment("Site__PublicOrigin", gateway.FirstEndpoint("http"))
        .WithSection("Site").WithSection("Smtp").WithSection("Notifications").WithSection("Push").WithSection("AccessTokens").WithSection("SigningKeys");
    builder.Services.AddSingleton(firstAdministrator).AddHostedService<Announcement>();

    await builder.Build().RunAsync();
    return 0;
}
catch (SetupException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
