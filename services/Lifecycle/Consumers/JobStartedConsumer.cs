using FlowForge.Contracts;
using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>A job runs: its deadline is set, and the first step of its ladder scheduled.</summary>
public sealed class JobStartedConsumer(JobLifecycle lifecycle, JobTimers timers, FlowForgeMeter meter) : IConsumer<JobStarted>
{
    public async Task Consume(ConsumeContext<JobStarted> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var change = await lifecycle.StartAsync(context.Message, context.CancellationToken);
        if (change.Stages.Count == 0) return;
        if (change.Job.Attempt > 1) await timers.WithdrawAsync(change.Job.JobId, change.Job.Attempt - 1, context.CancellationToken);
        await timers.SyncAsync(change.Job, context.CancellationToken);
        await context.PublishInOrderAsync(change.Stages, context.CancellationToken);
        meter.JobStarted();
        // Its end came before its announcement and was not counted then.
        if (change.Job.Outcome is { } outcome && change.Job.IsFinished) meter.JobFinished(outcome);
    }
}
