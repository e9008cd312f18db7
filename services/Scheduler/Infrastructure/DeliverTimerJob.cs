using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Quartz;

namespace FlowForge.Scheduler;

/// <summary>Quartz says that a timer is due.</summary>
internal sealed class DeliverTimerJob(TimerDelivery delivery, TimerArmer armer, TimeProvider clock, ILogger<DeliverTimerJob> logger) : IJob
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var entry = (TimerEntry)context.MergedJobDataMap[TimerArmer.EntryKey]!;
        try
        {
            await delivery.DeliverAsync(entry, cancellationToken);
        }
        // A send that a closing connection gave up has failed; only this service's own end is no failure.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Timer {Token} of job {JobId} for {Destination} could not be delivered and will be tried again: {Reason}", entry.Token, JobIdIn.Body(entry.Payload), entry.Destination, e.Message);
            await GiveBackAsync(entry);
        }
    }

    private async Task GiveBackAsync(TimerEntry entry)
    {
        try
        {
            await delivery.GiveBackAsync(entry, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The store is away too. The timer is still ours, and nobody else may take it before its lease ends: so we try again.
            logger.LogWarning(e, "Timer {Token} could not be given back either, the next try is in {Pause}: {Reason}", entry.Token, Durations.Format(Pause), e.Message);
            await armer.ArmAsync([entry], CancellationToken.None, notBefore: clock.GetUtcNow() + Pause);
        }
    }
}
