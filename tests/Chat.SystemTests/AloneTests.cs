using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>A service is started while its neighbours are not there: it says what it can do, and recovers when they come.</summary>
public sealed partial class AloneTests(ChatSystem chat)
{
    [Theory]
    // Sign-ins, presence and the swap of cookies live in Redis: without it these cannot serve.
    [InlineData("accounts", "redis")]
    [InlineData("realtime", "redis")]
    [InlineData("gateway", "redis")]
    // These serve what they have.
    [InlineData("sessions", null)]
    [InlineData("messages", null)]
    public async Task It_is_ready_or_says_why_not_and_healthy_once_they_come(string service, string? indispensable)
    {
        // Its own database is there; Redis, RabbitMQ and the other services are not.
        var detours = new Dictionary<int, Detour>();
        var settings = new Dictionary<string, string?>();
        foreach (var (name, value) in (await chat.InstancesAsync(service))[0].Copy().Environment)
        {
            if (name is "ConnectionStrings__redis" or "ConnectionStrings__rabbitmq" || name.StartsWith("services__", StringComparison.Ordinal))
                settings[name] = PortNumber().Replace(value!, port => Around(port.Value).ToString(CultureInfo.InvariantCulture));
        }
        try
        {
            await using var alone = await OneMore.StartAsync(chat, service, settings);
            if (indispensable is null)
            {
                await alone.IsReadyAsync();
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alone.HealthAsync("/health")).Code);
            }
            else
            {
                await Eventually.BecomesTrueAsync(
                    async () => await alone.HealthAsync("/ready") is { Code: HttpStatusCode.ServiceUnavailable } ready
                        && ready.Checks.Any(check => check.Key.Contains(indispensable, StringComparison.OrdinalIgnoreCase) && check.Value == "Unhealthy"),
                    $"{service} says that {indispensable} is what it lacks", 60);
            }
            Assert.Equal(HttpStatusCode.OK, (await alone.Http.GetAsync("/alive")).StatusCode);

            foreach (var detour in detours.Values) detour.Open();
            await Eventually.BecomesTrueAsync(async () => (await alone.HealthAsync("/health")).Code is HttpStatusCode.OK, $"{service} is healthy with its neighbours", 120);
        }
        finally
        {
            foreach (var detour in detours.Values) await detour.DisposeAsync();
        }

        int Around(string port)
        {
            var target = int.Parse(port, CultureInfo.InvariantCulture);
            if (!detours.TryGetValue(target, out var detour)) detours[target] = detour = new Detour(target);
            return detour.Port;
        }
    }

    [GeneratedRegex(@"(?<=:)\d{4,5}\b")]
    private static partial Regex PortNumber();
}
