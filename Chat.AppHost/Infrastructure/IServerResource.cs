namespace Chat.AppHost.Infrastructure;

/// <summary>PostgreSQL, Redis or RabbitMQ, whoever runs it.</summary>
internal interface IServerResource : IResourceWithConnectionString;
