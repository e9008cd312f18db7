using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Cleanup;

/// <summary>A part of what a job left is due for removal: its hooks run, it is removed, each resource told, and the next part or try scheduled.</summary>
public sealed class CleanupDueConsumer(JobCleanup cleanup, IStageHooks hooks, JobTimers timers, FlowForgeMeter meter) : IConsumer<CleanupDue>
{
    public async Task Consume(ConsumeContext<CleanupDue> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await cleanup.PlanAsync(context.Message, context.CancellationToken) is not { } plan)
        {
            await ScheduleAsync(context);
            return;
        }

        await context.Publish(plan.Stage, context.CancellationToken);
        // Before anything is gone: a hook may want to keep some of it. A failing one is audited and holds nothing up.
        var hooked = await hooks.RunAsync(StageEvents.EntryOf(plan.Stage), context.CancellationToken);
        await context.PublishInOrderAsync(hooked.Executed, context.CancellationToken);
        // Hooks take their time, and a new attempt may have begun meanwhile: what goes is decided by what stands now.
        if (await cleanup.PlanAsync(context.Message, context.CancellationToken) is not { } confirmed || await cleanup.RunAsync(confirmed, context.CancellationToken) is not { } round)
        {
            await ScheduleAsync(context);
            return;
        }

        await context.PublishInOrderAsync(round.Performed, context.CancellationToken);
        // Progress is noted only after every removal was told: a crash before this tells it again, under the same ids.
        if (await cleanup.RecordAsync(round, context.CancellationToken) is { } job)
            await timers.SyncAsync(job, context.CancellationToken);
        foreach (var removal in round.Performed) meter.CleanupPerformed(removal.ResourceType, removal.Success, removal.GaveUp);
    }

    /// <summary>What was dropped may have taken the right one's place in the ledger; scheduling what the record says mends that. What is held waits.</summary>
    private async Task ScheduleAsync(ConsumeContext<CleanupDue> context)
    {
        if (await cleanup.FindAsync(context.Message, context.CancellationToken) is not { } standing) return;
        if (standing.Attempt == context.Message.Attempt && cleanup.HeldBack(standing) is { } held)
        {
            await context.Publish(held, context.CancellationToken);
            await timers.PostponeAsync(context.Message, cleanup.AfterHold(), context.CancellationToken);
        }
        else if (JobCleanup.Repeated(standing, context.Message) is { } next)
        {
            await timers.PostponeAsync(next, cleanup.AfterEarly(next), context.CancellationToken);
        }
        else
        {
            await timers.SyncAsync(standing, context.CancellationToken);
        }
    }
}
