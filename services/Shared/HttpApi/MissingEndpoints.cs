using Microsoft.AspNetCore.Http;

namespace FlowForge.HttpApi;

/// <summary>Not every host offers every endpoint. Where one is looked for in the wrong place, the answer says which is the right one.</summary>
internal static class MissingEndpoints
{
    /// <summary>Only the router answers 404 or 405 to it, and only where <see cref="JobSubmissionApi"/> is not mapped.</summary>
    public static void Explain(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Status is not (StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed) || !IsJobSubmission(context.HttpContext.Request)) return;
        context.ProblemDetails.Title = "This server starts no jobs, and nothing was changed.";
        context.ProblemDetails.Detail = "Post the job to the job manager, which offers the same path. Or, where you start jobs yourself, say so: publish JobStarted, or post it to /api/events/job-started.";
    }

    private static bool IsJobSubmission(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && string.Equals(request.Path.Value?.TrimEnd('/'), JobSubmissionApi.Path, StringComparison.OrdinalIgnoreCase);
}
