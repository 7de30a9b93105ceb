using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Chat.ServiceDefaults.RateLimits;

namespace Chat.Messages.Limits;

static class LimitedEndpoints
{
    /// <summary>Counts each call against a limit of its user, also those that are refused for what is in them.</summary>
    public static TBuilder LimitedBy<TBuilder, TLimit>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
        where TLimit : SharedUserLimit =>
        endpoint.AddEndpointFilter<TBuilder, LimitFilter<TLimit>>().Refuses(ErrorCode.RateLimited);

    sealed class LimitFilter<TLimit>(TLimit limit) : IEndpointFilter where TLimit : SharedUserLimit
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            await limit.TakeAsync(context.HttpContext.User.UserIdOf());
            return await next(context);
        }
    }
}
