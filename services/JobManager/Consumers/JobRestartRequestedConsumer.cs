using FlowForge.Contracts;
using MassTransit;

namespace FlowForge.JobManager;

/// <summary>A job died and may have another attempt.</summary>
internal sealed class JobRestartRequestedConsumer(IJobRestarter restarter) : IConsumer<JobRestartRequested>
{
    public async Task Consume(ConsumeContext<JobRestartRequested> context)
    {
        if (await restarter.RestartAsync(context.Message, context.CancellationToken) is { } attempted) await context.Publish(attempted, context.CancellationToken);
    }
}
