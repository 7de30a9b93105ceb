using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Chat.Messages.Data;

static class DataRegistration
{
    const string Database = "messagesdb";

    /// <summary>The database twice: EF Core for reads and projections, and a bare data source for the writer's hand-made batches.</summary>
    public static WebApplicationBuilder AddMessagesData(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDbContext<MessagesDbContext>(Database);
        builder.Services.AddMigrations<MessagesDbContext>();
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(builder.Configuration.GetConnectionString(Database)).Build());
        return builder;
    }
}
