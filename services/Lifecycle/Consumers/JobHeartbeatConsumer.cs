using FlowForge.Contracts;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Jobs are alive: one write for each job of the batch.</summary>
public sealed class JobHeartbeatConsumer(JobLifecycle lifecycle, EventReader reader) : IConsumer<Batch<JobHeartbeat>>
{
    public async Task Consume(ConsumeContext<Batch<JobHeartbeat>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var marks = new List<HeartbeatMark>();
        foreach (var message in context.Message)
        {
            try
            {
                marks.Add(reader.Read(message.Message));
            }
            catch (InvalidEventException e)
            {
                // One bad heartbeat must not take the good ones of its batch to the error queue; it becomes a fault of its own.
                await message.NotifyFaulted(message, TimeSpan.Zero, nameof(JobHeartbeatConsumer), e);
            }
        }

        await lifecycle.BeatAsync(marks, context.CancellationToken);
    }
}
