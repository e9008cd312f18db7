using FlowForge.Contracts;
using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>A job is accepted: it becomes visible.</summary>
public sealed class JobSubmittedConsumer(JobLifecycle lifecycle) : IConsumer<JobSubmitted>
{
    public async Task Consume(ConsumeContext<JobSubmitted> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var change = await lifecycle.SubmitAsync(context.Message, context.CancellationToken);
        await context.PublishInOrderAsync(change.Stages, context.CancellationToken);
    }
}
