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

        var result = await hooks.RunAsync(EntryOf(change, id), context.CancellationToken);
        await context.PublishInOrderAsync(result.Executed, context.CancellationToken);
        if (change.Stage != LifecycleStage.PreStart || result.Error is not { } error) return;
        if (job is not { IsRunning: true } || job.Attempt != change.Attempt) return;
        if (await PreStartFailure.EndAsync(registry, job, error, clock.Now(), context.CancellationToken) is { } ending)
            await timers.SyncAsync(ending, context.CancellationToken);
    }

    private static StageEntry EntryOf(JobStageChanged change, JobId id) => new()
    {
        JobId = id,
        Attempt = change.Attempt,
        Stage = change.Stage,
        At = change.At,
        Organization = change.Organization,
        JobType = change.JobType,
        Outcome = change.Outcome,
        Reason = change.Reason,
        CorrelationId = change.CorrelationId ?? DerivedId.Correlation(change.JobId, change.Attempt),
    };
}
