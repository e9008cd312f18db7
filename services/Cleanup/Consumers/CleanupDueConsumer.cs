using FlowForge.Contracts;
using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Cleanup;

/// <summary>A part of what a job left is due for removal: it is removed, each resource told, and the next part or try scheduled.</summary>
public sealed class CleanupDueConsumer(JobCleanup cleanup, JobTimers timers) : IConsumer<CleanupDue>
{
    public async Task Consume(ConsumeContext<CleanupDue> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var round = await cleanup.RunAsync(context.Message, context.CancellationToken);
        await context.PublishInOrderAsync(round.Stages, context.CancellationToken);
        await context.PublishInOrderAsync(round.Performed, context.CancellationToken);
        // Progress is noted only after every removal was told: a crash before this tells it again, under the same ids.
        if (await cleanup.RecordAsync(round, context.CancellationToken) is { } job)
            await timers.SyncAsync(job, context.CancellationToken);
    }
}
