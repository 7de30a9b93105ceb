using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>The transactional outbox in a service's own database: events leave if, and only if, the rows they tell of were committed.</summary>
public static class Outbox
{
    public static void AddOutbox(this ModelBuilder model) => model.Entity<OutboxMessage>(row =>
    {
        row.ToTable("outbox");
        row.HasKey(message => message.Id);
        row.Property(message => message.Payload).HasColumnType("jsonb");
    });

    /// <summary>Publishes the event if, and only if, the transaction of the next <c>SaveChanges</c> commits.</summary>
    public static void Publish<T>(this DbContext db, T message) where T : class => db.Set<OutboxMessage>().Add(OutboxMessage.Of(message));

    /// <summary>Runs the relay of this context's outbox and lets the context's saves wake it.</summary>
    public static IServiceCollection AddOutbox<TContext>(this IServiceCollection services) where TContext : DbContext
    {
        services.AddSingleton<OutboxSignal>();
        services.ConfigureDbContext<TContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<OutboxSignal>()));
        services.AddHostedService<OutboxRelay<TContext>>();
        return services;
    }
}
