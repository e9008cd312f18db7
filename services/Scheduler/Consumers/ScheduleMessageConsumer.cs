using FlowForge.Jobs;
using MassTransit;
using MassTransit.Scheduling;

namespace FlowForge.Scheduler;

/// <summary>Takes timers into the ledger.</summary>
public sealed class ScheduleMessageConsumer(ITimerLedger ledger, LookAhead lookAhead) : IConsumer<Batch<ScheduleMessage>>
{
    public async Task Consume(ConsumeContext<Batch<ScheduleMessage>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Two schedules of one token in one batch: the later one replaces.
        var entries = context.Message.Select(message => TimerEntries.From(message.Message)).GroupBy(entry => entry.Token).Select(same => same.Last()).ToList();
        await ledger.StoreAsync(entries, context.CancellationToken);
        lookAhead.Stored(entries);
    }
}
