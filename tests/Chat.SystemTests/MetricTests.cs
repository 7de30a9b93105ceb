using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What operators are told over OTLP is what happened. The receiver is a real one; the services export to it as to any other.</summary>
public sealed class MetricTests(ChatSystem chat)
{
    /// <summary>More than one export, and time for a busy machine.</summary>
    const double Patience = 60;

    [Fact]
    public async Task Connections_are_told_by_instance()
    {
        var ada = await chat.NewUserAsync("ada");
        var instances = await chat.InstancesAsync("realtime");
        // More than any other test leaves behind.
        const int Many = 30;
        var hubs = new List<HubListener>();
        for (var i = 0; i < Many; i++) hubs.Add(await ada.ListenAsync());
        await BecomesAsync(() => Sum("realtime", "chat.realtime.connections") >= Many, "chat.realtime.connections", "{connection}");
        var told = Of("realtime", "chat.realtime.connections").Select(metric => metric.Instance).ToList();
        Assert.Equal(instances.Count, told.Count);
        Assert.All(instances, instance => Assert.Single(told, name => name.StartsWith($"{instance.Name}-", StringComparison.Ordinal)));
        foreach (var hub in hubs) await hub.DisposeAsync();
        await BecomesAsync(() => Sum("realtime", "chat.realtime.connections") < Many, "chat.realtime.connections", "{connection}");
    }

    [Fact]
    public async Task Messages_are_told_as_accepted_and_delivered_with_how_long_both_took()
    {
        const int Messages = 20;
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Measured", bob);
        await using var listener = await bob.ListenAsync();
        string[] names = ["chat.messages.accepted", "chat.messages.batch_size", "chat.realtime.delivered", "chat.realtime.delivery_latency"];
        var before = names.ToDictionary(name => name, name => (Value: Sum(null, name), Count: Count(null, name)));

        for (var i = 0; i < Messages; i++) await ada.PostAsync(session.Id, $"measured {i}");
        await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Count == Messages, "all are delivered");

        await BecomesAsync(() => Sum("messages", names[0]) >= before[names[0]].Value + Messages, names[0], "{message}");
        await BecomesAsync(() => Sum("messages", names[1]) >= before[names[1]].Value + Messages, names[1], "{message}");
        await BecomesAsync(() => Sum("realtime", names[2]) >= before[names[2]].Value + Messages, names[2], "{change}");
        await BecomesAsync(() => Count("realtime", names[3]) > before[names[3]].Count, names[3], "s");
        var (seconds, frames) = (Sum("realtime", names[3]) - before[names[3]].Value, Count("realtime", names[3]) - before[names[3]].Count);
        // Something between nothing and what nobody would call live.
        Assert.InRange(seconds / frames, 0.000_01, 5);
        await BecomesAsync(() => Count("messages", "chat.messages.commit_duration") > 0, "chat.messages.commit_duration", "s");
        Assert.InRange(Sum("messages", "chat.messages.commit_duration") / Count("messages", "chat.messages.commit_duration"), 0.000_01, 5);
    }

    [Fact]
    public async Task Refusals_are_told_by_code_whatever_way_they_went()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Refusing");
        var before = (SignIns: Sum("accounts", "chat.accounts.sign_ins"), Http: Refused("accounts", "invalid_credentials"), Socket: Refused("realtime", "validation_failed"),
            Hub: Refused("realtime", "session_not_found"), Gateway: Refused("gateway", "cross_site"));

        await chat.SignInAsync(ada);
        await Api.ProblemAsync(await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = ada.Username, password = "not this one" }), 401, "invalid_credentials");
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/api/sessions/") { Content = JsonContent.Create(new { name = "x" }), Headers = { { "Origin", "https://evil.example" } } };
        await Api.ProblemAsync(await ada.Http.SendAsync(forged), 403, "cross_site");
        using (var socket = await ada.OpenSocketAsync(session.Id))
        {
            await socket.SendAsync(new { message = "" });
            Assert.Equal("validation_failed", (await socket.ReceiveAsync()).GetProperty("code").GetString());
        }
        await using (var hub = await ada.ListenAsync()) await Assert.ThrowsAnyAsync<Exception>(() => hub.SendAsync(999_999_999, "to nowhere"));

        await BecomesAsync(() => Sum("accounts", "chat.accounts.sign_ins") > before.SignIns, "chat.accounts.sign_ins", "{sign-in}");
        await BecomesAsync(() => Refused("accounts", "invalid_credentials") > before.Http, "chat.refusals", "{refusal}");
        await BecomesAsync(() => Refused("gateway", "cross_site") > before.Gateway, "chat.refusals", "{refusal}");
        await BecomesAsync(() => Refused("realtime", "validation_failed") > before.Socket, "chat.refusals", "{refusal}");
        await BecomesAsync(() => Refused("realtime", "session_not_found") > before.Hub, "chat.refusals", "{refusal}");
    }

    [Fact]
    public async Task How_far_projections_are_behind_and_what_caches_help_is_told()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        string[] projections = ["membership", "names"];
        var behind = projections.ToDictionary(name => name, Behind);
        var (pages, tokens) = ((Hits: Lookups("newest_pages", "hit"), Misses: Lookups("newest_pages", "miss")), (Hits: Lookups("access_tokens", "hit"), Misses: Lookups("access_tokens", "miss")));

        var session = await ada.CreateSessionAsync("Projected", bob);
        await ada.Http.PatchAsJsonAsync("/api/users/me", new { display_name = "Ada, told to all" });
        await ada.PostAsync(session.Id, "kept");
        const int Reads = 12;
        for (var i = 0; i < Reads; i++) Assert.Single(await bob.ListAsync(session.Id));

        foreach (var name in projections) await BecomesAsync(() => Behind(name) > behind[name], "chat.projection.lag", "s");
        Assert.InRange(Sum(null, "chat.projection.lag") / Count(null, "chat.projection.lag"), 0.000_01, 60);
        // Each of two instances reads it once at most; and all is told but the last.
        await BecomesAsync(() => Lookups("newest_pages", "hit") >= pages.Hits + Reads - 2, "chat.cache.lookups", "{lookup}");
        await BecomesAsync(() => Lookups("newest_pages", "miss") > pages.Misses, "chat.cache.lookups", "{lookup}");
        await BecomesAsync(() => Lookups("access_tokens", "hit") >= tokens.Hits + Reads, "chat.cache.lookups", "{lookup}");
        await BecomesAsync(() => Lookups("access_tokens", "miss") >= tokens.Misses + 2, "chat.cache.lookups", "{lookup}");
    }

    [Theory]
    [InlineData("accounts")]
    [InlineData("sessions")]
    [InlineData("messages")]
    public async Task Query_times_and_the_use_of_the_pool_are_told_by_each_service_with_a_database(string service)
    {
        var ada = await chat.NewUserAsync("ada");
        await ada.PostAsync((await ada.CreateSessionAsync("Queried")).Id, "queried");
        await BecomesAsync(() => Count(service, "db.client.operation.duration") > 0, "db.client.operation.duration", "s");
        Assert.InRange(Sum(service, "db.client.operation.duration") / Count(service, "db.client.operation.duration"), 0.000_01, 5);
        await BecomesAsync(() => Sum(service, "db.client.connection.count") > 0, "db.client.connection.count", "{connection}");
        var (used, most) = (Sum(service, "db.client.connection.count"), Sum(service, "db.client.connection.max"));
        Assert.True(used <= most, $"{used} of at most {most} connections");
    }

    [Theory]
    [InlineData("accounts")]
    [InlineData("sessions")]
    [InlineData("messages")]
    [InlineData("realtime")]
    [InlineData("gateway")]
    public async Task Every_service_tells_how_long_its_answers_take(string service)
    {
        using var http = chat.HttpOf(service);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive")).StatusCode);
        await BecomesAsync(() => Count(service, "http.server.request.duration") > 0, "http.server.request.duration", "s");
        await BecomesAsync(() => Sum(service, "dotnet.process.memory.working_set") > 1_000_000, "dotnet.process.memory.working_set", "By");
    }

    [Fact]
    public async Task While_the_broker_is_away_the_age_of_what_waits_rises_and_then_falls()
    {
        var ada = await chat.NewUserAsync("ada");
        await BecomesAsync(() => Of("sessions", "chat.outbox.age").Count > 0, "chat.outbox.age", "s");
        await chat.StopAsync("rabbitmq");
        await ada.CreateSessionAsync("Nobody hears of it yet");
        await BecomesAsync(() => Sum("sessions", "chat.outbox.age") > 1, "chat.outbox.age", "s");
        await chat.StartAsync("rabbitmq");
        await Eventually.BecomesTrueAsync(() => Sum("sessions", "chat.outbox.age") == 0, "the outbox is empty again", 120);
        using var health = chat.HttpOf("messages");
        await Eventually.BecomesTrueAsync(async () => (await health.GetAsync("/health")).IsSuccessStatusCode, "messages is healthy again", 90);
    }

    /// <summary>The metric comes, with this unit, and the condition holds of it.</summary>
    async Task BecomesAsync(Func<bool> condition, string name, string unit)
    {
        await Eventually.BecomesTrueAsync(condition, $"{name}, which now is {string.Join("; ", Of(null, name).Select(Describe))}", Patience);
        Assert.All(Of(null, name), metric => Assert.Equal(unit, metric.Unit));
    }

    static string Describe(MetricView metric) => string.Create(CultureInfo.InvariantCulture, $"{metric.Instance} {metric.Attributes}: {metric.Value} ({metric.Count})");

    double Refused(string service, string code) => Of(service, "chat.refusals").Where(metric => metric.Attributes == $"code={code}").Sum(metric => metric.Value);

    double Behind(string projection) => Of(null, "chat.projection.lag").Where(metric => metric.Attributes == $"projection={projection}").Sum(metric => (double)metric.Count);

    double Lookups(string cache, string result) => Of(null, "chat.cache.lookups")
        .Where(metric => metric.Attributes.Contains($"cache={cache}", StringComparison.Ordinal) && metric.Attributes.Contains($"result={result}", StringComparison.Ordinal))
        .Sum(metric => metric.Value);

    double Sum(string? service, string name) => Of(service, name).Sum(metric => metric.Value);

    double Count(string? service, string name) => Of(service, name).Sum(metric => (double)metric.Count);

    List<MetricView> Of(string? service, string name) =>
        [.. chat.Telemetry.Metrics.Where(metric => metric.Name == name && (service is null || metric.Service == service))];
}
