using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;

namespace FlowForge.JobManager;

/// <summary>Takes requests for another attempt of a job. Safe to repeat.</summary>
internal sealed class JobRestarts(SpecStore specs, JobFiles files, JobQueue queue) : IJobRestarter
{
    public Task<JobRecoveryAttempted?> RestartAsync(JobRestartRequested request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Take(JobId.Parse(request.JobId), request.NextAttempt);
        return Task.FromResult<JobRecoveryAttempted?>(null);
    }

    public void Take(JobId id, int nextAttempt)
    {
        // Another job manager's, or cleaned up.
        if (specs.Read(id) is not { } spec) return;
        if (nextAttempt == files.CurrentAttempt(id) + 1 && nextAttempt <= spec.AttemptLimit && MayFollow(id, nextAttempt - 1)) files.MarkAttempt(id, nextAttempt);
        // Whatever was marked, or has happened to it unseen: the files say how it goes on.
        queue.Look(id);
    }

    /// <summary>
    /// Also an attempt that was stopped, which by itself is not tried again: whoever found it dead has stopped what was left of it. Never
    /// one that is alive, or that succeeded after all.
    /// </summary>
    private bool MayFollow(JobId id, int attempt) =>
        files.Exit(id, attempt) is { } exit && JobEnd.Of(exit, files.Termination(id, attempt)).Outcome != JobOutcome.Succeeded;
}
