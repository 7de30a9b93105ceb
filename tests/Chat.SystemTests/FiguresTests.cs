using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>The figures tell what goes on, of every instance.</summary>
public sealed class FiguresTests(ChatSystem chat)
{
    [Fact]
    public async Task Every_instance_reports_and_what_users_do_is_counted()
    {
        const int Messages = 30;
        var admin = await chat.AdministratorAsync();
        var user = await chat.NewUserAsync();
        var session = await user.CreateSessionAsync("x");
        await using var one = await user.ListenAsync();
        await using var two = await user.ListenAsync();
        var before = await ReadAsync(admin);
        for (var i = 0; i < Messages; i++) await user.PostAsync(session.Id, $"message {i}");
        await user.SignInWithTokenAsync();

        var figures = before;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                figures = await ReadAsync(admin);
                return figures.MessagesPerMinute >= Messages && figures.Connections >= 2 && figures.Series.Sum(moment => moment.SignIns) > before.Series.Sum(moment => moment.SignIns);
            },
            "messages, connections and sign-ins are counted", seconds: 60);
        Assert.True(figures.Series.Sum(moment => moment.Messages) >= before.Series.Sum(moment => moment.Messages) + Messages);
        Assert.True(figures.Series[^1].Connections >= 2);
        Assert.Equal(figures.Series.OrderBy(moment => moment.At), figures.Series);
        Assert.All(figures.Series, moment => Assert.Equal(0, moment.At.Second % 10));

        await Eventually.BecomesTrueAsync(
            async () => (figures = await ReadAsync(admin)).Instances.Select(instance => instance.Service).Distinct().Count() == 5, "all services report", seconds: 60);
        Assert.Equal(2, figures.Instances.Count(instance => instance.Service == "realtime"));
        Assert.Equal(2, figures.Instances.Count(instance => instance.Service == "messages"));
        Assert.All(figures.Instances, instance =>
        {
            Assert.InRange(instance.CpuPercent, 0, 400);
            Assert.InRange(instance.MemoryMb, 10, 4000);
            Assert.Equal(instance.Service == "realtime", instance.Connections is not null);
            Assert.Equal(instance.Service is "accounts" or "sessions" or "messages", instance.DatabasePool is { Max: > 0 });
        });
        // As the connection strings say; Messages has three pools.
        Assert.All(figures.Instances.Where(instance => instance.Service is "accounts" or "sessions"), instance => Assert.Equal(10, instance.DatabasePool!.Max));
        Assert.All(figures.Instances.Where(instance => instance.Service is "messages"), instance => Assert.InRange(instance.DatabasePool!.Max, 10, 30));
        var queue = Assert.Single(figures.Queues, queue => queue.Name == "realtime-messages-posted");
        Assert.Equal(2, queue.Consumers);
    }

    [Fact]
    public async Task How_many_users_were_here_lately_is_counted_each_once_and_nobody_is_named()
    {
        var admin = await chat.AdministratorAsync();
        var (old, gone) = (await chat.NewUserAsync("old"), await chat.NewUserAsync("gone"));
        await using var accounts = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!);
        // Both were here just now, and that is written down.
        foreach (var user in new[] { old, gone })
        {
            for (var i = 0; i < 2; i++) await user.SignInWithTokenAsync();
            await Eventually.BecomesTrueAsync(async () => await accounts.ScalarAsync($"SELECT last_seen_at FROM users WHERE id = {user.Id}") is DateTime, "it is written down", 60);
        }
        await accounts.ExecuteAsync($"UPDATE users SET last_seen_at = now() - interval '3 days' WHERE id = {old.Id}");
        await accounts.ExecuteAsync($"UPDATE users SET last_seen_at = now() - interval '30 days' WHERE id = {gone.Id}");
        await Eventually.BecomesTrueAsync(async () =>
        {
            var (day, week) = (await CountAsync("1 day"), await CountAsync("7 days"));
            var told = (await ReadAsync(admin)).ActiveUsers;
            return (day, week) == (told.Day, told.Week) && day > 0 && week > day;
        }, "both are as in the table", 90);

        async Task<long> CountAsync(string interval) => (long)(await accounts.ScalarAsync($"SELECT count(*) FROM users WHERE last_seen_at >= now() - interval '{interval}'"))!;
    }

    static async Task<FiguresView> ReadAsync(ChatUser admin) => await Api.ReadAsync<FiguresView>(await admin.Http.GetAsync("/api/admin/figures/"));

    sealed record FiguresView(DateTime At, int Connections, long MessagesPerMinute, List<Moment> Series, List<Instance> Instances, List<Queue> Queues, Active ActiveUsers);

    sealed record Active(long Day, long Week);

    sealed record Moment(DateTime At, long Connections, long Messages, long SignIns);

    sealed record Instance(string Service, int? Connections, Pool? DatabasePool, double CpuPercent, long MemoryMb);

    sealed record Pool(int Used, int Idle, int Max);

    sealed record Queue(string Name, int Messages, int Consumers);
}
