using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Scheduler;

/// <summary>
/// Says that this replica is alive, and frees what a replica holds that no longer says so: a timer's own lease lasts as long as the
/// look-ahead, which is too long to wait for when its holder has died. A replica that was only slow finds out before it delivers.
/// </summary>
internal sealed class ReplicaWatch(
    ITimerLedger ledger, ILeaseStore leases, LookAhead lookAhead, ReplicaName replica, IOptions<SchedulerOptions> options, TimeProvider clock, ILogger<ReplicaWatch> logger) : BackgroundService
{
    private readonly TimeSpan _aliveFor = options.Value.AliveFor;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_aliveFor / 3, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The other schedulers could not be looked at: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await leases.TryAcquireAsync(NameOf(replica.Value), replica.Value, clock.Now(), clock.Now() + _aliveFor, cancellationToken);
        foreach (var holder in await ledger.HoldersAsync(cancellationToken))
        {
            if (holder == replica.Value) continue;
            // Who can take the place of a replica knows that it is gone, and is the only one who knows.
            var now = clock.Now();
            if (!await leases.TryAcquireAsync(NameOf(holder), replica.Value, now, now + _aliveFor, cancellationToken)) continue;
            await ledger.ReleaseAsync(holder, cancellationToken: cancellationToken);
            await leases.ReleaseAsync(NameOf(holder), replica.Value, cancellationToken);
            logger.LogWarning("Replica {Replica} is gone; what it held is taken over", holder);
            lookAhead.Wake();
        }
    }

    private static string NameOf(string replica) => "scheduler-alive/" + replica;
}
