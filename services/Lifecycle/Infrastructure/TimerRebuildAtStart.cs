using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Lifecycle;

/// <summary>One replica rebuilds all timers when it starts.</summary>
internal sealed class TimerRebuildAtStart(TimerRebuild rebuild, ILeaseStore leases, ReplicaName replica, TimeProvider clock) : IHostedService
{
    private const string Name = "timer-rebuild-at-start";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        if (!await leases.TryAcquireAsync(Name, replica.Value, now, now + TimeSpan.FromMinutes(10), cancellationToken)) return;
        await rebuild.RunAsync(dueBefore: null, cancellationToken);
        await leases.ReleaseAsync(Name, replica.Value, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
