using Chat.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Accounts.Figures;

static class FiguresEndpoint
{
    public static void MapFigures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/admin/figures", ReadAsync).RequireAuthorization(AuthenticationRegistration.Administrator);

    static async Task<Ok<FiguresDto>> ReadAsync(FiguresReader figures, CancellationToken cancel) => TypedResults.Ok(await figures.ReadAsync(cancel));
}
