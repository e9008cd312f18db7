using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Scheduler;

/// <summary>
/// Counts the pending timers for the metrics, in the background, so that nobody who scrapes waits for the store. Every replica reports
/// the same number. A count that takes long is made less often: it may cost a twentieth of one connection's time at most.
/// </summary>
internal sealed class LedgerDepth(ITimerLedger ledger, FlowForgeMeter meter, TimeProvider clock, ILogger<LedgerDepth> logger) : BackgroundService
{
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private const int Share = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var begun = clock.GetTimestamp();
            try
            {
                meter.LedgerHolds(await ledger.CountAsync(stoppingToken));
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogDebug(e, "The pending timers could not be counted: {Reason}", e.Message);
            }

            var pause = clock.GetElapsedTime(begun) * (Share - 1);
            await Task.Delay(pause > Every ? pause : Every, clock, stoppingToken);
        }
    }
}
