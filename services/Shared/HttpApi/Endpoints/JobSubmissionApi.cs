using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Submits jobs, where FlowForge is itself the job manager. Whoever reaches it can run commands as the host's user.</summary>
public static class JobSubmissionApi
{
    internal const string Path = "/api/jobs";

    public static void MapJobSubmission(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IJobManager)]);
        routes.MapPost(Path, async (JobRequest request, IJobManager manager, CancellationToken cancellationToken) =>
        {
            var id = await manager.SubmitAsync(request, cancellationToken);
            return Results.Accepted($"{Path}/{id}", new JobAccepted(id.Value));
        });
    }
}
