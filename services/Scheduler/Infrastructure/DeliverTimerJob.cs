using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Quartz;

namespace FlowForge.Scheduler;

/// <summary>Quartz says that a timer is due.</summary>
internal sealed class DeliverTimerJob(TimerDelivery delivery, ILogger<DeliverTimerJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var entry = (TimerEntry)context.MergedJobDataMap[TimerArmer.EntryKey]!;
        try
        {
            await delivery.DeliverAsync(entry, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError(e, "Timer {Token} of job {JobId} for {Destination} could not be delivered and will be tried again: {Reason}", entry.Token, JobIdIn.Body(entry.Payload), entry.Destination, e.Message);
            await delivery.GiveBackAsync(entry, CancellationToken.None);
        }
    }
}
