namespace Chat.AppHost.Infrastructure;

internal static class PostgresRegistration
{
    internal static PostgresServer AddPostgresServer(this IDistributedApplicationBuilder builder, string name) => new(builder, name);
}
