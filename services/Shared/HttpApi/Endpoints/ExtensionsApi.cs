using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Gives jobs a later deadline. Who asks and who approves are claims: the API does not ask who calls.</summary>
public static class ExtensionsApi
{
    public static void MapExtensions(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IJobRegistry), typeof(IPolicies), typeof(IAuditStore), typeof(TimeProvider)]);
        var extensions = routes.MapGroup("/api/jobs/{job}/extensions");
        extensions.MapPost("", (string job, ExtensionRequest request, JobExtensions desk, TimeProvider clock, CancellationToken cancellationToken) => AnswerAsync(async () =>
        {
            var (id, by, reason, who) = (JobId.Parse(job), By(request.By), Queries.Reason(request.Reason), Queries.By(request.As, "as"));
            var key = request.Id ?? DerivedId.From("extension", id, by, reason, who, clock.GetUtcNow().Ticks);
            return await desk.ExtendAsync(id, key, by, reason, who, cancellationToken);
        }));
        extensions.MapPost("/{extension:guid}/approval", (string job, Guid extension, ExtensionApprovalRequest request, JobExtensions desk, CancellationToken cancellationToken) => AnswerAsync(async () =>
            await desk.ApproveAsync(JobId.Parse(job), extension, Queries.By(request.As, "as"), cancellationToken)
            ?? throw new ExtensionRefusedException($"Job {JobId.Parse(job)} has no extension {extension} that could be approved. It is void once a newer request was made, the deadline moved, or another attempt began.")));
    }

    /// <summary>202 where it waits for a second person.</summary>
    private static async Task<IResult> AnswerAsync(Func<Task<JobRecord>> act)
    {
        try
        {
            var job = await act();
            return job.PendingExtension is null ? Results.Ok(JobView.Of(job)) : Results.Accepted($"/api/jobs/{job.JobId}", JobView.Of(job));
        }
        catch (UnknownJobException e)
        {
            return Results.Problem(statusCode: 404, title: "No such job is known.", detail: e.Message);
        }
        catch (ExtensionRefusedException e)
        {
            return Results.Problem(statusCode: 409, title: "The deadline was not moved.", detail: e.Message);
        }
    }

    private static TimeSpan By(string? by) => Durations.Problem(by, out var duration) is { } problem ? throw new InvalidEventException("by", problem) : duration;
}
