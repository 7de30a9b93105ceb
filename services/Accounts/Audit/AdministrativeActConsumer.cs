using Chat.Accounts.Data;
using Chat.Contracts.Administration;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Audit;

/// <summary>Writes down what administrators did in other services.</summary>
sealed class AdministrativeActConsumer(AccountsDbContext db) : IConsumer<AdministrativeAct>
{
    public async Task Consume(ConsumeContext<AdministrativeAct> context)
    {
        var act = context.Message;
        // Told twice at once, the unique key refuses the second, which is then tried again and found here.
        if (await db.AuditLog.AnyAsync(entry => entry.Key == act.Key, context.CancellationToken)) return;
        db.Add(AuditEntry.Of(act));
        await db.SaveChangesAsync(context.CancellationToken);
    }
}
