using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Shows jobs.</summary>
public static class JobsApi
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IJobRegistry), typeof(ITimerLedger), typeof(IAuditStore)]);
        var jobs = routes.MapGroup("/api/jobs");
        jobs.MapGet("", async (string? stage, string? organization, string? type, int? limit, IJobRegistry registry, CancellationToken cancellationToken) =>
        {
            var query = new JobQuery { Stage = Queries.Stage(stage), Organization = organization, JobType = type, Limit = Queries.Limit(limit, 100, 1_000) };
            var found = await registry.ListAsync(query, cancellationToken);
            return new JobList([.. found.Select(JobView.Of)]);
        });
        jobs.MapGet("/{id}", async (string id, IJobRegistry registry, ITimerLedger ledger, IAuditStore audit, CancellationToken cancellationToken) =>
        {
            var jobId = JobId.Parse(id);
            if (await registry.FindAsync(jobId, cancellationToken) is not { IsAnnounced: true } job)
                return Results.Problem(statusCode: 404, title: "No such job is known.", detail: $"Job {jobId} was never announced here, or its record has been forgotten. The audit may still tell of it.");
            var entries = await audit.QueryAsync(new AuditQuery { JobId = jobId.Value, Limit = 1_000 }, cancellationToken);
            return Results.Ok(JobDetail.Of(job, await PendingAsync(job, ledger, cancellationToken), entries));
        });
    }

    private static async Task<IReadOnlyList<ScheduledStep>> PendingAsync(JobRecord job, ITimerLedger ledger, CancellationToken cancellationToken)
    {
        var pending = new List<ScheduledStep>();
        if (await ledger.FindAsync(DerivedId.EscalationToken(job.JobId.Value, job.Attempt), cancellationToken) is { } step)
        {
            var next = JobSchedule.NextEscalation(job);
            // The timer of a deadline that was moved fires once more, and only makes way for the right one.
            pending.Add(new ScheduledStep(next?.Action.Spelled() ?? "escalation", next?.DueAt > step.DueAt ? next.DueAt : step.DueAt));
        }

        // One timer for the first part of the plan; the rest follows from there.
        if (JobSchedule.NextCleanup(job) is { } cleanup && await ledger.FindAsync(DerivedId.CleanupToken(job.JobId.Value, job.Attempt), cancellationToken) is not null)
            pending.AddRange(cleanup.Plan.GroupBy(item => item.DueAt).Select(due => new ScheduledStep($"clean up {string.Join(", ", due.Select(item => item.Scope))}", due.Key)));
        return pending;
    }

    internal static string Spelled(this TimeoutAction action) => Queries.Spelled(action);
}
