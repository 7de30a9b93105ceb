using Chat.Accounts.Administration;
using Chat.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.Figures;

static class FiguresEndpoint
{
    public static void MapFigures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/admin/figures", ReadFiguresAsync).RequireAuthorization(AuthenticationRegistration.Administrator)
            .WithTags(AdministrationRegistration.Tag).WithSummary("How the whole system does: connections, messages, instances, queues");

    static async Task<Ok<FiguresDto>> ReadFiguresAsync(FiguresReader figures, CancellationToken cancel) => TypedResults.Ok(await figures.ReadAsync(cancel));
}
