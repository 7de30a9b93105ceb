using Chat.Accounts.Data;
using Chat.ServiceDefaults.Figures;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Figures;

/// <summary>
/// How many different users were here lately; nobody is told who. It reads the whole table, so the answer is kept for as long as a figure covers, however many
/// administrators look.
/// </summary>
sealed class ActiveUsers(IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim _place = new(1);
    ActiveUsersDto? _kept;
    DateTime _keptUntil;

    public void Dispose() => _place.Dispose();

    public async Task<ActiveUsersDto> CountAsync(CancellationToken cancel)
    {
        await _place.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow().UtcDateTime;
            if (_kept is not null && now < _keptUntil) return _kept;
            await using var scope = scopes.CreateAsyncScope();
            var (day, week) = (now.AddDays(-1), now.AddDays(-7));
            var counts = await scope.ServiceProvider.GetRequiredService<AccountsDbContext>().Users
                .Where(user => user.LastSeenAt >= week)
                .GroupBy(_ => 1)
                .Select(seen => new ActiveUsersDto(seen.Count(user => user.LastSeenAt >= day), seen.Count()))
                .SingleOrDefaultAsync(cancel);
            (_kept, _keptUntil) = (counts ?? new ActiveUsersDto(0, 0), now + FigureKeys.Window);
            return _kept;
        }
        finally
        {
            _place.Release();
        }
    }
}

/// <summary>Different users who were here within the last 24 hours, and within the last seven days.</summary>
sealed record ActiveUsersDto(int Day, int Week);
