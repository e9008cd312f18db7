using FlowForge.Contracts;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Jobs are alive: one write for each job of the batch.</summary>
public sealed class JobHeartbeatConsumer(JobLifecycle lifecycle) : IConsumer<Batch<JobHeartbeat>>
{
    public Task Consume(ConsumeContext<Batch<JobHeartbeat>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return lifecycle.BeatAsync(context.Message.Select(message => message.Message), context.CancellationToken);
    }
}
