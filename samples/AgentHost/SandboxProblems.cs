using LocalSandbox;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace AgentHost;

/// <summary>Tells clients whose fault a failure is and whether to try again; what the sandbox or the engine wrote stays in the host's log.</summary>
internal sealed class SandboxProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not SandboxException failure)
        {
            return false;
        }

        httpContext.Response.StatusCode = failure.Code switch
        {
            SandboxErrorCode.InvalidRequest => StatusCodes.Status400BadRequest,
            SandboxErrorCode.NameTaken => StatusCodes.Status409Conflict,
            _ when failure.IsTransient => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = new ProblemDetails { Title = "The sandbox could not be used.", Extensions = { ["code"] = failure.Code.ToString() } },
        });
    }
}
