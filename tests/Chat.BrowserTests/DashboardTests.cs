using Chat.Testing;
using static Microsoft.Playwright.Assertions;

namespace Chat.BrowserTests;

/// <summary>The Aspire dashboard, as an operator uses it, of a system that people are using.</summary>
public sealed class DashboardTests(Chromium chromium)
{
    static readonly string[] Resources =
    [
        "postgres", "accountsdb", "messagesdb", "sessionsdb", "rabbitmq", "redis",
        "accounts", "sessions", "messages-1", "messages-2", "realtime-1", "realtime-2", "gateway",
    ];

    [Fact]
    public async Task Everything_runs_a_message_is_one_trace_and_instances_restarted_from_it_lose_nobody_anything()
    {
        await using var system = await OwnSystem.StartAsync(["--Telemetry:TracesPerSecond=1000"], hasDashboard: true);
        await using var context = await chromium.Browser.NewContextAsync(
            new() { BaseURL = system.Dashboard.ToString(), ViewportSize = new() { Width = 1440, Height = 900 } });
        var dashboard = new Dashboard(await context.NewPageAsync());

        await dashboard.OpenResourcesAsync();
        foreach (var resource in Resources) await dashboard.IsRunningAsync(resource);

        await using var ada = await Person.SignUpAsync(chromium.Browser, system.Gateway, "ada");
        await using var bob = await Person.SignUpAsync(chromium.Browser, system.Gateway, "bob");
        // Two whole systems and a dashboard share this machine.
        foreach (var person in new[] { ada, bob }) person.Context.SetDefaultTimeout(90_000);
        await ada.CreateSessionAsync("Operations", bob);
        await bob.OpenSessionAsync("Operations");
        await ada.SayAsync("line 1");
        await Expect(bob.Message("line 1")).ToBeVisibleAsync();

        var traceId = await PostOverRestAsync(ada, "line 2");
        await Expect(bob.Message("line 2")).ToBeVisibleAsync();
        await dashboard.OpenTraceAsync(traceId, "realtime-messages-posted receive");
        foreach (var hop in new[] { "gateway", "POST /api/messages", "commit messages", "postgresql", "MessagesPosted", "realtime-messages-posted process" })
            await Expect(dashboard.Span(hop).First).ToBeVisibleAsync();

        await dashboard.OpenConsoleAsync("messages-1", "Now listening on");
        await dashboard.OpenMetricsAsync("realtime-1", "chat.realtime.connections");

        // One instance after the other goes and comes while they talk.
        var said = 2;
        await dashboard.OpenResourcesAsync();
        foreach (var instance in new[] { "realtime-1", "realtime-2", "messages-1" })
        {
            await dashboard.IsRunningAsync(instance);
            var started = await dashboard.StartOfAsync(instance);
            await dashboard.RestartAsync(instance);
            do
            {
                await ada.SayAsync($"line {++said}");
                await Expect(bob.Message($"line {said}")).ToBeVisibleAsync(new() { Timeout = 60_000 });
                await bob.SayAsync($"line {++said}");
                await Expect(ada.Message($"line {said}")).ToBeVisibleAsync(new() { Timeout = 60_000 });
            }
            while (await dashboard.StartOfAsync(instance) == started);
            await dashboard.IsRunningAsync(instance);
        }
        foreach (var person in new[] { ada, bob })
        {
            // What each line's reader has seen live, in one order, each once.
            Assert.Equal(Enumerable.Range(1, said).Select(line => $"{line} line {line}"), await StoredAsync(person));
            await Expect(person.Page.Locator("[data-testid=message]:not([data-state=sent])")).ToHaveCountAsync(0);
        }
    }

    /// <summary>Number and text of every message of the open session.</summary>
    static Task<string[]> StoredAsync(Person reader) => reader.Page.EvaluateAsync<string[]>(
        """
        async () => {
          const session = location.pathname.match(/room\/(\d+)/)[1];
          const found = [];
          for (;;) {
            const reply = await fetch(`/api/messages/?session_id=${session}&after_seq=${found.length}&limit=200`);
            const page = await reply.json();
            if (page.length === 0) return found;
            found.push(...page.map((message) => `${message.seq} ${message.content}`));
          }
        }
        """);

    /// <summary>Posts as the page's own requests do, in a trace that is recorded; answers its id.</summary>
    static Task<string> PostOverRestAsync(Person sender, string content) => sender.Page.EvaluateAsync<string>(
        """
        async ([content]) => {
          const hex = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
          const session_id = Number(location.pathname.match(/room\/(\d+)/)[1]);
          const reply = await fetch("/api/messages/", {
            method: "POST",
            headers: { "content-type": "application/json", traceparent: `00-${hex(16)}-${hex(8)}-01` },
            body: JSON.stringify({ session_id, content, client_id: crypto.randomUUID() }),
          });
          if (reply.status !== 201) throw new Error(await reply.text());
          return reply.headers.get("X-Request-Id");
        }
        """, new[] { content });
}
