using Chat.Testing;

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
        var queue = Assert.Single(figures.Queues, queue => queue.Name == "realtime-messages-posted");
        Assert.Equal(2, queue.Consumers);
    }

    static async Task<FiguresView> ReadAsync(ChatUser admin) => await Api.ReadAsync<FiguresView>(await admin.Http.GetAsync("/api/admin/figures/"));

    sealed record FiguresView(DateTime At, int Connections, long MessagesPerMinute, List<Moment> Series, List<Instance> Instances, List<Queue> Queues);

    sealed record Moment(DateTime At, long Connections, long Messages, long SignIns);

    sealed record Instance(string Service, int? Connections, Pool? DatabasePool, double CpuPercent, long MemoryMb);

    sealed record Pool(int Used, int Idle, int Max);

    sealed record Queue(string Name, int Messages, int Consumers);
}
