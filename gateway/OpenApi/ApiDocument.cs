using System.Text.Json.Nodes;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;

namespace Chat.Gateway.OpenApi;

/// <summary>
/// The description of the whole API: what the services say of their parts, put together and kept for a moment. While a service does not answer
/// the last document stays; before there was any, the answer is <see cref="ErrorCode.Unavailable"/>.
/// </summary>
sealed class ApiDocument(IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    public const string ClientName = "openapi";

    static readonly string[] Services = ["accounts", "sessions", "messages"];
    static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _making = new(1);
    volatile Kept? _kept;

    sealed record Kept(byte[] Json, DateTimeOffset Until);

    /// <exception cref="ChatException"><see cref="ErrorCode.Unavailable"/></exception>
    public async ValueTask<byte[]> GetAsync(CancellationToken cancel)
    {
        if (_kept is { } kept && time.GetUtcNow() < kept.Until) return kept.Json;
        await _making.WaitAsync(cancel);
        try
        {
            if (_kept is { } made && time.GetUtcNow() < made.Until) return made.Json;
            var parts = await Task.WhenAll(Services.Select(service => FetchAsync(service, cancel)));
            _kept = new Kept(Merging.Merge(parts), time.GetUtcNow() + FreshFor);
            return _kept.Json;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            if (_kept is not { } old) throw new ChatException(ErrorCode.Unavailable, "A service that describes a part of the API does not answer.", e);
            _kept = old with { Until = time.GetUtcNow() + FreshFor };
            return old.Json;
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();

    async Task<JsonObject> FetchAsync(string service, CancellationToken cancel)
    {
        using var http = clients.CreateClient(ClientName);
        await using var body = await http.GetStreamAsync($"http://_http.{service}{ApiDescriptionRegistration.Path}", cancel);
        return (await JsonNode.ParseAsync(body, cancellationToken: cancel))!.AsObject();
    }
}
