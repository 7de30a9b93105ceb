using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Chat.Testing;

/// <summary>
/// The whole system, started once for all tests of an assembly: the real AppHost with real servers, in a throw-away folder and
/// on free ports.
/// </summary>
public sealed class ChatSystem : IAsyncLifetime
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    /// <summary>The user of this name is administrator by configuration.</summary>
    public const string ConfiguredAdministrator = "configured-admin";

    /// <summary>What makes whoever knows it the first administrator.</summary>
    public const string ClaimToken = "claim-token-of-tests";

    readonly string _data = Directory.CreateTempSubdirectory("chat-test-").FullName;
    readonly Lazy<Task<ChatUser>> _administrator;
    int _lastUser;

    public ChatSystem() => _administrator = new(ClaimAsync);

    /// <summary>More settings of the AppHost, for a system that a test starts for itself.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public DistributedApplication App { get; private set; } = null!;

    /// <summary>The folder that Messages keeps files in.</summary>
    public string Files => Directory.EnumerateDirectories(_data).Select(mode => Path.Combine(mode, "files")).First(Directory.Exists);

    /// <summary>Bytes that all files of a user may have here.</summary>
    public const long FilesPerUser = 250_000_000;

    /// <summary>Where users reach it.</summary>
    public Uri Gateway { get; private set; } = null!;

    /// <summary>Where the system's mails go; not running before a test starts it.</summary>
    public MailServer Mail { get; } = new();

    /// <summary>What the system says of its API; every answer to a user is held to it.</summary>
    public ApiDescription Description { get; private set; } = null!;

    /// <summary>What the services export of their traces.</summary>
    public OtlpReceiver Telemetry { get; } = new();

    public async ValueTask InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        await Telemetry.StartAsync();
        // One address registers all these users; and each password costs half a second of CPU otherwise.
        Environment.SetEnvironmentVariable("Passwords__Iterations", "10000");
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Chat_AppHost>(
            [
                $"--Chat:DataDirectory={_data}",
                "--Gateway:Port=0",
                "--RateLimits:SignInsPerMinute=0",
                // A few of the users make all sessions.
                "--RateLimits:SessionsPerMinute=0",
                // However slow the machine, a test can be too fast.
                "--RateLimits:QuestionsPerSecond=1",
                "--RateLimits:MarkersPerSecond=5",
                "--Retention:Every=00:00:01",
                $"--Administration:ClaimToken={ClaimToken}",
                $"--Administration:Administrators:0={ConfiguredAdministrator}",
                "--Telemetry:TracesPerSecond=1000",
                $"--Files:MaxTotalPerUser={FilesPerUser}",
                "--Smtp:Host=localhost",
                $"--Smtp:Port={Mail.Port}",
                "--Smtp:Security=None",
                "--Smtp:From=Chat <chat@example.org>",
                // A push service of a test; all other addresses of this machine stand for what is inside.
                "--Push:AllowedNetworks:0=127.0.0.1/32",
                "--Push:RetrySeconds=0.1",
                // Missed after six seconds, and mailed once in a run of the tests.
                "--Notifications:MailAfterMinutes=0.1",
                "--Notifications:MailAtMostEveryMinutes=600",
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={Telemetry.Url}",
                .. Settings,
            ], timeout.Token);
        App = await builder.BuildAsync(timeout.Token);
        await App.StartAsync(timeout.Token);
        foreach (var project in Model.Resources.OfType<ProjectResource>()) await App.ResourceNotifications.WaitForResourceHealthyAsync(project.Name, timeout.Token);
        if (Partitioning.OfThisRun is { } partitions) await Partitioning.SpreadAsync((await App.GetConnectionStringAsync("messagesdb", timeout.Token))!, partitions);
        Gateway = App.GetEndpoint("gateway", "http");
        Description = await ApiDescription.ReadAsync(Gateway);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await Telemetry.DisposeAsync();
        await Mail.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>A new user, signed in with a cookie like a browser.</summary>
    public async Task<ChatUser> NewUserAsync(string? name = null)
    {
        var username = $"{name ?? "user"}-{Interlocked.Increment(ref _lastUser)}-{Guid.NewGuid().ToString("N")[..6]}";
        var user = new ChatUser(Gateway, Description);
        using var reply = await user.Http.PostAsJsonAsync("/api/auth/register", new { username, password = ChatUser.Password });
        var me = await Api.ReadAsync<JsonElement>(reply);
        (user.Id, user.Username) = (me.GetProperty("id").GetInt64(), username);
        return user;
    }

    /// <summary>The first administrator, who became it by the link.</summary>
    public Task<ChatUser> AdministratorAsync() => _administrator.Value;

    /// <summary>The same user on another device.</summary>
    public Task<ChatUser> SignInAsync(ChatUser user, string password = ChatUser.Password) => SignInAsync(user, Gateway, password);

    /// <summary>The same through a gateway of a test.</summary>
    public async Task<ChatUser> SignInAsync(ChatUser user, Uri gateway, string password = ChatUser.Password)
    {
        var other = new ChatUser(gateway, Description) { Id = user.Id, Username = user.Username };
        using var reply = await other.Http.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password });
        await Api.ReadAsync<JsonElement>(reply);
        return other;
    }

    /// <summary>Nobody: a client that is not signed in.</summary>
    public ChatUser Anonymous() => new(Gateway, Description);

    async Task<ChatUser> ClaimAsync()
    {
        var user = await NewUserAsync("admin");
        using var reply = await user.Http.PostAsJsonAsync("/api/admin/claim/", new { token = ClaimToken });
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        return user;
    }

    /// <summary>The instances of a service, or of a server its one, once they run.</summary>
    public async Task<IReadOnlyList<Instance>> InstancesAsync(string part)
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        var running = new List<Instance>();
        foreach (var name in NamesOf(part))
        {
            var found = await App.ResourceNotifications.WaitForResourceAsync(name, change => change.Snapshot.State?.Text == KnownResourceStates.Running, timeout.Token);
            running.Add(new Instance(this, part, name, found.ResourceId));
        }
        return running;
    }

    /// <summary>Stops a server, or all instances of a service; answers when they have ended.</summary>
    public async Task StopAsync(string part) => await Task.WhenAll((await InstancesAsync(part)).Select(instance => instance.StopAsync()));

    /// <summary>Starts what <see cref="StopAsync"/> has stopped; answers when the processes run, healthy or not.</summary>
    public Task StartAsync(string part) => Task.WhenAll(NamesOf(part).Select(name => CommandAsync(name, KnownResourceCommands.StartCommand)));

    /// <summary>Where a service is, past the gateway: its first instance.</summary>
    public Uri AddressOf(string service, string endpoint = "http") => App.GetEndpoint(NamesOf(service)[0], endpoint);

    /// <summary>A client of a service's first instance.</summary>
    public HttpClient HttpOf(string service) => new() { BaseAddress = AddressOf(service) };

    internal async Task CommandAsync(string resource, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(Model.Resources.Single(candidate => candidate.Name == resource), command);
        Assert.True(result.Success, result.Message);
    }

    DistributedApplicationModel Model => App.Services.GetRequiredService<DistributedApplicationModel>();

    /// <summary>The resources of a part: one of its name, or several whose names go on with a number.</summary>
    List<string> NamesOf(string part)
    {
        var numbered = Model.Resources.OfType<ProjectResource>().Select(resource => resource.Name).Where(name => name.StartsWith(part + "-", StringComparison.Ordinal)).ToList();
        return numbered.Count > 0 ? numbered : [part];
    }
}
