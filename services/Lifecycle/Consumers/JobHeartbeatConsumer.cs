using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Jobs are alive: one write for each job of the batch.</summary>
public sealed class JobHeartbeatConsumer(JobLifecycle lifecycle, EventReader reader, FlowForgeMeter meter) : IConsumer<Batch<JobHeartbeat>>
{
    public async Task Consume(ConsumeContext<Batch<JobHeartbeat>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Each was checked on its way into the batch: JobHeartbeatConsumerDefinition.
        var marks = context.Message.Select(message => reader.Read(message.Message)).ToList();
        await lifecycle.BeatAsync(marks, context.CancellationToken);
        meter.HeartbeatsTaken(marks.Count);
    }
}
