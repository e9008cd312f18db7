using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;
using Microsoft.Extensions.Logging;

namespace FlowForge.JobManager.Cluster;

/// <summary>Makes the Job of a dead attempt again. Of those alone that were announced from their Job: any other's job manager starts it itself.</summary>
internal sealed class ClusterRestarts(IClusterJobs jobs, IJobRegistry registry, TimeProvider clock, ILogger<ClusterRestarts> logger) : IJobRestarter
{
    private const string Actor = "flowforge/job-manager", Action = "recreate";

    public async Task<JobRecoveryAttempted?> RestartAsync(JobRestartRequested request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = JobId.Parse(request.JobId);
        if (request.CorrelationId != ClusterMessages.Correlation(id, request.Attempt)) return null;
        // A request may come again, and late: when the next attempt has come and gone.
        if (await registry.FindAsync(id, cancellationToken) is not { } record || record.Attempt < request.Attempt) return null;
        try
        {
            await jobs.RecreateAsync(new JobRef(id, request.Attempt, null, request.Namespace), wasStarted: record.Attempt > request.Attempt, cancellationToken);
            return Attempted(request, null);
        }
        catch (Exception e) when (e is InvalidOperationException or KubernetesApiException { MayPass: false })
        {
            logger.LogWarning(e, "Job {JobId} attempt {Attempt} could not be started: {Reason}", id.Value, request.NextAttempt, e.Message);
            return Attempted(request, e.Message);
        }
    }

    private JobRecoveryAttempted Attempted(JobRestartRequested request, string? error) => new()
    {
        Id = DerivedId.From(Action, request.JobId, request.Attempt, request.NextAttempt, error is null),
        JobId = request.JobId,
        Attempt = request.Attempt,
        NextAttempt = error is null ? request.NextAttempt : null,
        Cause = request.Cause,
        Action = Action,
        Success = error is null,
        Error = error,
        At = clock.Now(),
        InitiatedBy = Actor,
        CorrelationId = request.CorrelationId,
    };
}
