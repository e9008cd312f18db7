using FlowForge.Contracts;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Hosting;

/// <summary>Makes the pending timers of a job what its record says they must be. Safe to repeat: the tokens are derived.</summary>
public sealed class JobTimers(IMessageScheduler scheduler)
{
    public async Task SyncAsync(JobRecord job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (JobSchedule.NextEscalation(job) is { } escalation)
            await scheduler.ScheduleSend(QueueNames.Address(QueueNames.TimeoutEscalation), escalation.DueAt.UtcDateTime, escalation, cancellationToken);
        else if (job.IsFinished)
            await CancelAsync(QueueNames.TimeoutEscalation, DerivedId.EscalationToken(job.JobId.Value, job.Attempt), cancellationToken);

        if (JobSchedule.NextCleanup(job) is { } cleanup)
            await scheduler.ScheduleSend(QueueNames.Address(QueueNames.CleanupDue), cleanup.DueAt.UtcDateTime, cleanup, cancellationToken);
    }

    /// <summary>The same step, later.</summary>
    public Task PostponeAsync(TimeoutEscalation step, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        scheduler.ScheduleSend(QueueNames.Address(QueueNames.TimeoutEscalation), at.UtcDateTime, step, cancellationToken);

    /// <summary>The same clean-up, later.</summary>
    public Task PostponeAsync(CleanupDue cleanup, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        scheduler.ScheduleSend(QueueNames.Address(QueueNames.CleanupDue), at.UtcDateTime, cleanup, cancellationToken);

    /// <summary>Asks whoever starts jobs for another attempt, at <paramref name="at"/>. Asking again for the same attempt replaces.</summary>
    public Task RestartAsync(JobRestartRequested request, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        scheduler.ScheduleSend(QueueNames.Everybody<JobRestartRequested>(), at.UtcDateTime, request, cancellationToken);

    /// <summary>Withdraws what was pending for an attempt that a newer one has taken the place of.</summary>
    public async Task WithdrawAsync(JobId jobId, int attempt, CancellationToken cancellationToken = default)
    {
        await CancelAsync(QueueNames.TimeoutEscalation, DerivedId.EscalationToken(jobId.Value, attempt), cancellationToken);
        await CancelAsync(QueueNames.CleanupDue, DerivedId.CleanupToken(jobId.Value, attempt), cancellationToken);
        // The next attempt is there, so nobody needs to be asked for it.
        await scheduler.CancelScheduledSend(QueueNames.Everybody<JobRestartRequested>(), DerivedId.RestartToken(jobId.Value, attempt + 1), cancellationToken);
    }

    private Task CancelAsync(string queue, Guid token, CancellationToken cancellationToken) =>
        scheduler.CancelScheduledSend(QueueNames.Address(queue), token, cancellationToken);
}
