using FlowForge.Contracts;
using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>A job has ended: its next step is withdrawn, and its clean-up scheduled by its outcome.</summary>
public sealed class JobFinishedConsumer(JobLifecycle lifecycle, JobTimers timers, FlowForgeMeter meter) : IConsumer<JobFinished>
{
    public async Task Consume(ConsumeContext<JobFinished> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var change = await lifecycle.FinishAsync(context.Message, context.CancellationToken);
        if (change.Stages.Count == 0) return;
        await timers.SyncAsync(change.Job, context.CancellationToken);
        await context.PublishInOrderAsync(change.Stages, context.CancellationToken);
        meter.JobFinished(change.Job.Attempt == context.Message.Attempt ? change.Job.Outcome ?? context.Message.Outcome : context.Message.Outcome);
    }
}
