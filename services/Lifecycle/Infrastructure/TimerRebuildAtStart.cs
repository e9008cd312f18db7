using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Lifecycle;

/// <summary>One replica rebuilds all timers when it starts; in the background, because the broker or the store may come up later than it.</summary>
internal sealed class TimerRebuildAtStart(TimerRebuild rebuild, ILeaseStore leases, ReplicaName replica, TimeProvider clock, ILogger<TimerRebuildAtStart> logger) : BackgroundService
{
    private const string Name = "timer-rebuild-at-start";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(stoppingToken)) await Task.Delay(Pause, clock, stoppingToken);
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.Now();
            if (!await leases.TryAcquireAsync(Name, replica.Value, now, now + TimeSpan.FromMinutes(10), cancellationToken)) return true;
            await rebuild.RunAsync(dueBefore: null, cancellationToken);
            await leases.ReleaseAsync(Name, replica.Value, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "The timers could not be made again from the registry, the next try is in {Pause}: {Reason}", Durations.Format(Pause), e.Message);
            return false;
        }
    }
}
