using Chat.ServiceTesting;

namespace Chat.Accounts.Tests;

/// <summary>Accounts with its own servers, and no other service.</summary>
public sealed class AccountsAlone() : ServiceAlone<AccountsProject>("accounts", Servers.Postgres | Servers.Redis | Servers.RabbitMQ)
{
    // Half a second of CPU for each password otherwise.
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Passwords__Iterations"] = "10000" };
}
