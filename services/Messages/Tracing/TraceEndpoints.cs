using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Messages.Tracing;

static class TraceEndpoints
{
    public static void MapMessageTraces(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/admin/messages/{id:long}/trace", TraceAsync).RequireAuthorization(AuthenticationRegistration.Administrator)
            .WithTags("Managed messages")
            .WithSummary("What became of a message: accepted, committed, published, consumed, sent, and read by whom; notes are kept for a day")
            .Refuses(ErrorCode.MessageNotFound);

    static async Task<Ok<MessageTrace>> TraceAsync(long id, MessageTraces traces, CancellationToken cancel) =>
        TypedResults.Ok(await traces.OfAsync(id, cancel));
}
