using System.Diagnostics;
using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Recovery;

/// <summary>Tells by the bus, and measures by the meter.</summary>
internal sealed class BusOutlet(IBus bus, IServiceScopeFactory scopes, FlowForgeMeter meter) : IRecoveryOutlet
{
    public Task TellAsync<T>(T message, CancellationToken cancellationToken) where T : class => bus.Publish(message, cancellationToken);

    public async Task RestartAsync(JobRestartRequested request, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<JobTimers>().RestartAsync(request, at, cancellationToken);
    }

    public void Count(string cause, string action) => meter.RecoveryDecided(cause, action);

    public void Suspended(bool suspended) => meter.RecoverySuspended(suspended);

    public IDisposable? Trace(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return JobTrace.Start("recovery", ActivityKind.Internal, job.JobId, job.Attempt);
    }
}
