using Aspire.Hosting.Testing;
using Chat.Contracts.Administration;
using Chat.Contracts.Messages;
using Chat.Messages.Attention;
using Chat.Messages.Changing;
using Chat.Messages.Data;
using Chat.Messages.Posting;
using Chat.Messages.Reading;
using Chat.Messages.Search;
using Chat.Messages.Senders;
using Chat.ServiceDefaults.Notes;
using Chat.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>A committed change is told at once, whatever becomes of the request that made it.</summary>
public sealed class ChangeNewsTests(ChatSystem chat)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_change_is_told_with_the_message_when_its_caller_is_gone_by_the_commit()
    {
        using var caller = new CancellationTokenSource();
        var told = await DeleteAsync<MessagesPosted>(new AfterCommit { Then = caller.Cancel }, caller);
        Assert.NotNull(Assert.Single(Assert.Single(told.Sessions).Messages).DeletedAt);
    }

    [Fact]
    public async Task A_change_is_told_without_the_message_when_it_cannot_be_read_after_the_commit()
    {
        var told = await DeleteAsync<SessionsActive>(new AfterCommit { IsLost = true });
        Assert.Equal(2, Assert.Single(told.Sessions).Rev);
    }

    /// <summary>What is published when a message is deleted by code of Messages that runs here, on the system's database.</summary>
    async Task<T> DeleteAsync<T>(AfterCommit fate, CancellationTokenSource? caller = null) where T : class
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Changes");
        var message = await ada.PostAsync(session.Id, "short-lived");
        // The sender's name is known from now on.
        await ada.ListAsync(session.Id, "&after_seq=0");

        var told = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var bus = Bus.Factory.CreateUsingInMemory(configure => configure.ReceiveEndpoint(endpoint => endpoint.Handler<T>(context =>
        {
            told.TrySetResult(context.Message);
            return Task.CompletedTask;
        })));
        await bus.StartAsync(TestContext.Current.CancellationToken);
        var address = (await chat.App.GetConnectionStringAsync("messagesdb"))!;
        await using var source = NpgsqlDataSource.Create(address);
        var notes = new MessageNotes(redis: null!, TimeProvider.System, Options.Create(new MessageNotesOptions()), NullLogger<MessageNotes>.Instance);
        using var publisher = new BatchPublisher(bus, source, new SearchBacklog(), new AttentionBacklog(), notes, NullLogger<BatchPublisher>.Instance);
        await publisher.StartAsync(TestContext.Current.CancellationToken);
        await using var db = new MessagesDbContext(new DbContextOptionsBuilder<MessagesDbContext>().UseNpgsql(address).AddInterceptors(fate).Options);
        var states = new MessageStates(db, new SenderNames(db, directory: null!, NullLogger<SenderNames>.Instance));
        var changes = new MessageChanges(db, states, publisher, question: null!, policies: null!, TimeProvider.System);

        var deleting = changes.DeleteAsAdministratorAsync(
            message.Id, _ => new AdministrativeAct(Guid.CreateVersion7(), DateTime.UtcNow, 1, "a", "message.delete", "message", message.Id, "", "", ""), caller?.Token ?? CancellationToken.None);
        var heard = await told.Task.WaitAsync(Patience);
        await deleting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await publisher.StopAsync(TestContext.Current.CancellationToken);
        await bus.StopAsync(TestContext.Current.CancellationToken);
        return heard;
    }

    /// <summary>What happens right after a commit.</summary>
    sealed class AfterCommit : DbTransactionInterceptor, IDbCommandInterceptor
    {
        bool _committed;

        public Action? Then { get; init; }

        /// <summary>The database does not answer any more.</summary>
        public bool IsLost { get; init; }

        public override Task TransactionCommittedAsync(System.Data.Common.DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
        {
            _committed = true;
            Then?.Invoke();
            return Task.CompletedTask;
        }

        public ValueTask<InterceptionResult<System.Data.Common.DbDataReader>> ReaderExecutingAsync(
            System.Data.Common.DbCommand command, CommandEventData eventData, InterceptionResult<System.Data.Common.DbDataReader> result, CancellationToken cancellationToken) =>
            _committed && IsLost ? throw new IOException("The database is away.") : new(result);
    }
}
