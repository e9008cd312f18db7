using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.JobManager;

/// <summary>A job died and may have another attempt; one that is held only after its release.</summary>
internal sealed class JobRestartRequestedConsumer(IJobRestarter restarter, JobTimers timers, IServiceProvider services, TimeProvider clock) : IConsumer<JobRestartRequested>
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(15);

    public async Task Consume(ConsumeContext<JobRestartRequested> context)
    {
        if (await IsHeldAsync(JobId.Parse(context.Message.JobId), context.CancellationToken))
            await timers.RestartAsync(context.Message, clock.Now() + LookAgain, context.CancellationToken);
        else if (await restarter.RestartAsync(context.Message, context.CancellationToken) is { } attempted)
            await context.Publish(attempted, context.CancellationToken);
    }

    /// <summary>A job manager that runs alone has no registry, and nobody to hold a job.</summary>
    private async Task<bool> IsHeldAsync(JobId id, CancellationToken cancellationToken) =>
        services.GetService<IJobRegistry>() is { } registry && await registry.FindAsync(id, cancellationToken) is { Hold: not null };
}
