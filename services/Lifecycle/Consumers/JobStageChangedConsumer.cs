using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>A job entered a stage: its hooks run.</summary>
public sealed class JobStageChangedConsumer(IStageHooks hooks, IJobRegistry registry, JobTimers timers, TimeProvider clock) : IConsumer<JobStageChanged>
{
    public async Task Consume(ConsumeContext<JobStageChanged> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var change = context.Message;
        var id = JobId.Parse(change.JobId);
        var job = await registry.FindAsync(id, context.CancellationToken);
        // A job manager that submits runs the pre_start hooks itself, before it starts the job.
        if (change.Stage == LifecycleStage.PreStart && job is { SubmittedAt: not null }) return;
        // The cleanup service runs those of its stage itself, before it removes anything.
        if (change.Stage == LifecycleStage.Cleanup) return;

        var result = await hooks.RunAsync(StageEvents.EntryOf(change), context.CancellationToken);
        await context.PublishInOrderAsync(result.Executed, context.CancellationToken);
        if (change.Stage != LifecycleStage.PreStart || result.Error is not { } error) return;
        if (job is not { IsRunning: true } || job.Attempt != change.Attempt) return;
        if (await PreStartFailure.EndAsync(registry, job, error, clock.Now(), context.CancellationToken) is { } ending)
            await timers.SyncAsync(ending, context.CancellationToken);
    }
}
