using Chat.Messages.LinkPreviews;
using Chat.Testing;
using Microsoft.Extensions.Options;

namespace Chat.SystemTests;

/// <summary>What servers outside can make of a request: no more requests than one may get, and nothing that is no address.</summary>
public sealed class OutsideClientTests : IAsyncLifetime
{
    const int PerMinute = 3;

    readonly PageServer _site = new("127.0.0.1");
    readonly OutsideClient _client = new(Options.Create(new LinkPreviewOptions { AllowedNetworks = ["127.0.0.1/32"], RequestsPerMinuteAndHost = PerMinute }));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_redirect_is_one_request_of_those_that_a_host_gets()
    {
        var round = new Uri(_site.Redirect("/round", "/round"));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(round));
        Assert.Equal(PerMinute, _site.CountOf("/round"));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(new Uri(_site.ServeHtml("/page", "<title>Page</title>"))));
        Assert.Equal(0, _site.CountOf("/page"));
    }

    [Theory]
    [InlineData("//[")]
    [InlineData("http://")]
    [InlineData("http://user:password@127.0.0.1/")]
    [InlineData("ftp://127.0.0.1/")]
    public async Task A_redirect_to_what_is_no_address_of_the_web_leads_nowhere(string to) =>
        await Assert.ThrowsAsync<NothingThereException>(() => GetAsync(new Uri(_site.Redirect("/away", to))));

    Task<OutsideAnswer> GetAsync(Uri uri) => _client.GetAsync(uri, "text/html", _ => 1024, TestContext.Current.CancellationToken);
}
