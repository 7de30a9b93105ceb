using Chat.Contracts.Accounts;
using Chat.Messages.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attention;

/// <summary>Nothing waits for somebody who is gone.</summary>
sealed class UserDeletedConsumer(MessagesDbContext db) : IConsumer<UserDeleted>
{
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var userId = context.Message.UserId;
        await db.Set<AttentionItem>().Where(item => item.UserId == userId).ExecuteDeleteAsync(context.CancellationToken);
        await db.Set<AttentionUser>().Where(user => user.UserId == userId).ExecuteDeleteAsync(context.CancellationToken);
    }
}
