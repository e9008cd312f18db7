using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using FlowForge.LocalRuntime.Processes;
using Microsoft.Extensions.Logging;

namespace FlowForge.JobManager;

/// <summary>
/// Takes a job as far as it can go now, from its files alone: so it does not matter whether a submission, an end, a tick or a restart
/// asks, nor how often. Never called twice at a time for one job.
/// </summary>
internal sealed class JobDriver(
    SpecStore specs, JobFiles files, AttemptStarter starter, LocalProcessRuntime runtime, JobEvents events, ILogger<JobDriver> logger)
{
    /// <summary>The attempt that runs; null where none does.</summary>
    public async Task<LiveJob?> AdvanceAsync(JobId id, bool atStart, CancellationToken cancellationToken)
    {
        if (specs.Read(id) is not { } spec) return null;
        await events.SubmittedAsync(spec, id, atStart, cancellationToken);
        await PublishEarlierEndsAsync(id, cancellationToken);
        while (true)
        {
            var attempt = files.CurrentAttempt(id);
            var job = new JobRef(id, attempt, spec.Organization, null);
            if (files.Exit(id, attempt) is null && files.Launch(id, attempt) is null)
            {
                if (IsForgotten(id)) return null;
                await starter.StartAsync(spec, job, cancellationToken);
            }
            var launch = files.Launch(id, attempt);
            var exit = files.Exit(id, attempt);
            if (exit is null && IsForgotten(id)) return null;
            exit ??= await LostAsync(job, launch, cancellationToken);
            // A claim without a start may get one yet; the next tick looks again.
            if (launch?.StartedAt is null) launch = files.Launch(id, attempt);
            if (launch?.StartedAt is not null) await events.StartedAsync(spec, id, launch, atStart, cancellationToken);
            if (exit is null) return launch is null ? null : new LiveJob(launch, Announced: launch.StartedAt is not null);

            var end = JobEnd.Of(exit, files.Termination(id, attempt));
            var again = end.Outcome == JobOutcome.Failed && attempt < spec.AttemptLimit;
            // Before anybody hears of the end: from now on its clean-up finds that everything is the next attempt's.
            if (again) files.MarkAttempt(id, attempt + 1);
            await events.FinishedAsync(id, exit, end, atStart, cancellationToken);
            logger.LogInformation("Job {JobId} attempt {Attempt}: {Outcome} {Reason}", id.Value, attempt, end.Outcome, end.Reason);
            if (!again) return null;
        }
    }

    /// <summary>
    /// Its clean-up came while a publish was waiting for the broker. That takes the spec first, so a record which is missing while the
    /// spec is still there afterwards was never written.
    /// </summary>
    private bool IsForgotten(JobId id) => specs.Read(id) is null;

    /// <summary>A crash between marking the next attempt and publishing the end of the one before.</summary>
    private async Task PublishEarlierEndsAsync(JobId id, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt < files.CurrentAttempt(id); attempt++)
            if (files.Exit(id, attempt) is { } exit)
                await events.FinishedAsync(id, exit, JobEnd.Of(exit, files.Termination(id, attempt)), again: false, cancellationToken);
    }

    /// <summary>Ends what is left of an attempt whose supervisor was killed. Null: it is alive.</summary>
    private async Task<ExitRecord?> LostAsync(JobRef job, LaunchRecord? launch, CancellationToken cancellationToken)
    {
        if (launch is null || new LiveJob(launch, false).SupervisorIsAlive) return null;
        // It may have written its record, and ended, between the two looks.
        if (files.Exit(job.JobId, job.Attempt) is { } written) return written;
        logger.LogWarning("Job {JobId} attempt {Attempt}: its supervisor is gone; what it left is ended", job.JobId.Value, job.Attempt);
        await runtime.EndLeftoversAsync(job, cancellationToken);
        return files.WriteExit(job.JobId, job.Attempt, null, "its supervisor ended without an exit status");
    }
}
