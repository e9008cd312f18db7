using System.Text.Json;
using FlowForge.Jobs;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace FlowForge.HttpApi;

/// <summary>Turns exceptions into problem+json: bad input is the caller's to mend and says how; anything else is logged here.</summary>
internal sealed class ProblemMapping(IProblemDetailsService problems, ILogger<ProblemMapping> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Of(exception);
        if (problem.Status >= 500) logger.LogError(exception, "{Method} {Path} failed: {Reason}", httpContext.Request.Method, httpContext.Request.Path, exception.Message);
        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static ProblemDetails Of(Exception exception) => exception switch
    {
        InvalidEventException invalid => new HttpValidationProblemDetails(new Dictionary<string, string[]> { [invalid.Field] = [invalid.Problem] })
        {
            Status = 400,
            Title = "The request is not valid and changed nothing.",
            Detail = invalid.Message,
        },
        BadHttpRequestException { StatusCode: 413 } => new ProblemDetails { Status = 413, Title = "The body is too large.", Detail = $"At most {BodyLimit.LargestBody / 1024} KiB are read; nothing was changed." },
        BadHttpRequestException bad => new ProblemDetails { Status = bad.StatusCode, Title = "The request could not be read and changed nothing.", Detail = Reason(bad) },
        NotConfirmedException => new ProblemDetails { Status = 503, Title = "The event may be lost.", Detail = exception.Message },
        IStoreFailure { MayPass: true } => new ProblemDetails { Status = 503, Title = "The store does not answer, and nothing was changed.", Detail = $"{exception.Message} Try again." },
        _ => new ProblemDetails { Status = 500, Title = "The server failed.", Detail = $"{exception.GetType().Name}: {exception.Message}. The server's log says more." },
    };

    private static string Reason(BadHttpRequestException bad) => bad.InnerException switch
    {
        JsonException { InnerException: InvalidEventException invalid } => invalid.Message,
        JsonException { Path: { Length: > 0 } path } json => $"{json.Message.Split(" Path:")[0]} At {path}, line {json.LineNumber + 1}.",
        JsonException json => json.Message,
        // The framework's sentence speaks of parameters, which the caller cannot know.
        null when bad.Message.Contains("body", StringComparison.Ordinal) => "The body is empty; it must be a JSON object.",
        _ => bad.Message,
    };
}
