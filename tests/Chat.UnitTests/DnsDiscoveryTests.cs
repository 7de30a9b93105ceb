using System.Net;
using Chat.ServiceDefaults.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ServiceDiscovery;

namespace Chat.UnitTests;

/// <summary>One name in the DNS, several instances behind it.</summary>
public sealed class DnsDiscoveryTests
{
    static readonly IPAddress[] First = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")];
    static readonly IPAddress[] Later = [IPAddress.Parse("10.0.0.2"), IPAddress.Parse("10.0.0.3")];

    [Fact]
    public async Task Each_address_is_an_instance_and_news_come_when_there_are_others()
    {
        var addresses = First;
        await using var services = Services(("services:messages:grpc:0", "http://chat-messages:8081"), ("Discovery:DnsSeconds", "0.02"), _ => addresses);
        var resolver = services.GetRequiredService<ServiceEndpointResolver>();
        var before = await resolver.GetEndpointsAsync("http://_grpc.messages", default);
        Assert.Equal(First.Select(address => $"{address}:8081"), before.Endpoints.Select(endpoint => $"{endpoint.EndPoint}"));

        addresses = Later;
        var end = DateTime.UtcNow.AddSeconds(20);
        IEnumerable<string> seen = [];
        while (!seen.SequenceEqual(Later.Select(address => $"{address}:8081")) && DateTime.UtcNow < end)
        {
            seen = (await resolver.GetEndpointsAsync("http://_grpc.messages", default)).Endpoints.Select(endpoint => $"{endpoint.EndPoint}").ToList();
            await Task.Yield();
        }
        Assert.Equal(Later.Select(address => $"{address}:8081"), seen);
    }

    [Fact]
    public async Task Without_an_instance_or_when_it_is_off_the_name_itself_is_left()
    {
        foreach (var (seconds, addresses) in new[] { ("1", Array.Empty<IPAddress>()), ("0", First) })
        {
            await using var services = Services(("services:messages:grpc:0", "http://chat-messages:8081"), ("Discovery:DnsSeconds", seconds), _ => addresses);
            var found = await services.GetRequiredService<ServiceEndpointResolver>().GetEndpointsAsync("http://_grpc.messages", default);
            Assert.Equal("http://chat-messages:8081/", $"{Assert.Single(found.Endpoints).EndPoint}".TrimEnd('/') + "/");
        }
    }

    static ServiceProvider Services((string, string) one, (string, string) other, Func<string, IPAddress[]> addresses)
    {
        var settings = new Dictionary<string, string?> { [one.Item1] = one.Item2, [other.Item1] = other.Item2 };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IServiceEndpointProviderFactory>(new DnsEndpointsFactory(configuration, TimeProvider.System, (name, _) => Task.FromResult(addresses(name))));
        services.AddServiceDiscovery();
        return services.BuildServiceProvider();
    }
}
