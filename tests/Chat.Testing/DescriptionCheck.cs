namespace Chat.Testing;

/// <summary>Compares every answer that a test gets over REST with the API's description: no test passes by an answer that is not described.</summary>
sealed class DescriptionCheck(ApiDescription description, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var reply = await base.SendAsync(request, cancellationToken);
        await description.CheckAsync(reply);
        return reply;
    }
}
