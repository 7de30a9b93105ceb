using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Problems;

static class ProblemsRegistration
{
    public static WebApplicationBuilder AddChatProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ExceptionToProblem>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context => Complete(context.ProblemDetails, context.HttpContext));
        return builder;
    }

    /// <summary>Gives every problem, whoever wrote it, its code, its retry advice and its trace.</summary>
    static void Complete(ProblemDetails problem, HttpContext http)
    {
        var error = problem.Extensions.TryGetValue("code", out var code) && code is string known
            ? ErrorCode.Parse(known)
            : ErrorCode.OfStatus(problem.Status ?? http.Response.StatusCode);
        RefusalMeter.Count(error);
        problem.Type = "about:blank";
        problem.Title = error.Title;
        problem.Detail ??= error.Title;
        problem.Extensions["code"] = error.Code;
        problem.Extensions["retryable"] = error.Retryable;
        problem.Extensions.Remove("traceId");
        problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
    }
}
