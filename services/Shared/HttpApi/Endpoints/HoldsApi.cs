using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Holds jobs, so that nothing of them is stopped, cleaned up, restarted or removed, and releases them.</summary>
public static class HoldsApi
{
    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IJobRegistry), typeof(IAuditStore), typeof(TimeProvider)]);
        var holds = routes.MapGroup("/api/holds");
        holds.MapGet("", async (int? limit, IJobRegistry registry, CancellationToken cancellationToken) =>
            new HoldList([.. (await registry.ListHeldAsync(Queries.Limit(limit, 100, 1_000), cancellationToken)).Select(HoldView.Of)]));
        holds.MapPut("/{job}", async (string job, HoldRequest request, JobHolds desk, CancellationToken cancellationToken) =>
            HoldView.Of(await desk.HoldAsync(JobId.Parse(job), Queries.By(request.By), Queries.Reason(request.Reason), cancellationToken)));
        holds.MapDelete("/{job}", async (string job, string? by, string? reason, JobHolds desk, CancellationToken cancellationToken) =>
        {
            var id = JobId.Parse(job);
            return await desk.ReleaseAsync(id, Queries.By(by), Queries.Reason(reason), cancellationToken) is { } released
                ? Results.Ok(HoldView.Of(released))
                : Results.Problem(statusCode: 404, title: "Nobody holds that job.", detail: $"Job {id} is not held, and nothing was changed. 'flowforge hold list' shows what is.");
        });
    }
}
